import type { WeightLayer, WeightsResult } from "../../analyses/index.ts";
import {
  explanations,
  formatNumber,
  type Report,
  renderFigure,
  weightAlphas,
  weightSpectra,
} from "../../plots/index.ts";

/** Panels of spectra. */
const mostPanels = 12;

/** The report on the weights of one file: all exponents, then the spectra of the layers with most eigenvalues. */
export async function weightsReport(result: WeightsResult, command: string): Promise<Report> {
  const { model, layers, skipped, seed, versions, conv, recurrent, normalise, replicates } = result;
  const alphas = { name: "alphas", title: "Exponents", caption: weightAlphas.shows };
  const spectra = { name: "spectra", title: "Spectra", caption: weightSpectra.shows };
  const largest = layers.toSorted((a, b) => b.values - a.values).slice(0, mostPanels);
  const panels = layers.filter((layer) => largest.includes(layer));
  return {
    title: `Weights of ${model.path.split(/[/\\]/).at(-1)}`,
    subtitle: `${layers.length} weight ${layers.length === 1 ? "matrix" : "matrices"}`,
    summary: summaryOf(layers),
    sections: [
      {
        title: "Power laws",
        figures: [await renderFigure(alphas, (layout) => weightAlphas(layers, layout))],
        tables: [layerTable(layers)],
      },
      { title: "Spectra", figures: [await renderFigure(spectra, (layout) => weightSpectra(panels, layout))] },
      ...(skipped.length > 0 ? [{ title: "Passed over", tables: [skippedTable(result)] }] : []),
    ],
    command,
    configuration: { model, seed, conv, recurrent, normalise, replicates, versions },
    explanations: { "Power law": explanations.powerLawOfWeights, "Random bulk": explanations.randomBulk },
  };
}

function summaryOf(layers: readonly WeightLayer[]): string[] {
  const count = (verdict: WeightLayer["verdict"]) => layers.filter((layer) => layer.verdict === verdict).length;
  const without = count(null);
  const none = without > 0 ? `; without a power law: ${without}` : "";
  return [
    `Weight matrices that are heavy-tailed: ${count("heavy-tailed")} of ${layers.length}; not heavy-tailed: ` +
      `${count("not-heavy-tailed")}; not decided: ${count("inconclusive")}${none}.`,
  ];
}

function layerTable(layers: readonly WeightLayer[]) {
  return {
    caption: "Layers",
    columns: [
      { key: "layer", title: "layer" },
      { key: "kind", title: "kind" },
      { key: "rows", title: "rows", format: String },
      { key: "columns", title: "columns", format: String },
      { key: "slices", title: "slices", format: String },
      { key: "alpha", title: "α" },
      { key: "low", title: "from" },
      { key: "high", title: "to" },
      { key: "pValue", title: "p", format: (value: number) => formatNumber(value, 2) },
      { key: "verdict", title: "verdict" },
      { key: "lambdaMax", title: "λmax" },
      { key: "stableRank", title: "stable rank" },
      { key: "hardRank", title: "hard rank", format: String },
      { key: "spikes", title: "spikes", format: String },
      { key: "shuffledSpikes", title: "spikes, shuffled", format: String },
    ],
    rows: layers.map(({ layer, kind, rows, columns, slices, alpha, alphaInterval, pValue, verdict, ...rest }) => ({
      layer,
      kind,
      rows,
      columns,
      slices,
      alpha,
      low: alphaInterval?.[0],
      high: alphaInterval?.[1],
      pValue,
      verdict: verdict ?? rest.status,
      lambdaMax: rest.lambdaMax,
      stableRank: rest.stableRank,
      hardRank: rest.hardRank,
      spikes: rest.bulk?.spikes,
      shuffledSpikes: rest.shuffled?.bulk?.spikes,
    })),
  };
}

function skippedTable({ skipped }: WeightsResult) {
  return {
    columns: [
      { key: "layer", title: "weights" },
      { key: "shape", title: "shape" },
      { key: "reason", title: "reason" },
    ],
    rows: skipped.map(({ layer, shape, reason }) => ({ layer, shape: shape.join("×"), reason })),
  };
}
