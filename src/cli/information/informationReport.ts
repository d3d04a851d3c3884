import type { InformationLayer, InformationResult } from "../../analyses/index.ts";
import {
  citations,
  explanations,
  type Figure,
  formatNumber,
  type LayerSweep,
  noiseSweep,
  type Report,
  type ReportTable,
  renderFigure,
} from "../../plots/index.ts";
import { configurationOf } from "../output/severalNetworks.ts";

/** The report on one network: the bounds of its layers, and how they depend on the noise. */
export async function informationReport(
  result: InformationResult,
  { name, command, values }: { readonly name: string; readonly command: string; readonly values: object },
): Promise<Report> {
  const { data, layers, warnings = [], maximum } = result;
  return {
    title: `Information in the layers of ${name}`,
    subtitle: `${data.samples} samples of ${data.source} (${data.split})`,
    summary: [
      ...layers.slice(-3).map(finding),
      `The entropy of the samples is ${formatNumber(maximum, 4)} bits: no bound is above.`,
    ],
    warnings,
    sections: [{ title: "Bounds", figures: await figures(result), tables: [boundTable(layers)] }],
    command,
    configuration: configurationOf([{ name, result }], values),
    explanations: { Information: explanations.information },
    citations: [citations.kolchinsky2017mixture, citations.choi2018characteristics],
  };
}

function finding({ layer, noise, inputLower, inputUpper, labelLower, labelUpper }: InformationLayer): string {
  if (inputUpper === null) return `${layer} is too large for the memory given.`;
  const range = (low: number | null, high: number | null) =>
    `between ${formatNumber(low)} and ${formatNumber(high)} bits`;
  const label = labelUpper === null ? "" : `, and ${range(labelLower, labelUpper)} of its label`;
  return `With noise of variance ${formatNumber(noise)}, ${layer} tells ${range(inputLower, inputUpper)} of the sample${label}.`;
}

async function figures({ layers, maximum, labelEntropy }: InformationResult): Promise<Figure[]> {
  const swept = layers.filter(({ sweep }) => sweep !== undefined);
  if (swept.length === 0) return [];
  const of = (upper: "inputUpper" | "labelUpper", lower: "inputLower" | "labelLower"): LayerSweep[] =>
    swept.map(({ layer, sweep = [] }) => ({
      name: layer,
      points: sweep.map((level) => ({ noise: level.noise, upper: level[upper] ?? 0, lower: level[lower] ?? 0 })),
    }));
  const noises = new Set(swept.map(({ noise }) => noise));
  const [only] = noises;
  const common = noises.size === 1 && only ? { noise: only } : {};
  const sample = { maximum, about: "the sample", ...common };
  const about = { name: "sweep", title: "What the layers tell of the sample", caption: noiseSweep.shows };
  const drawn = [
    await renderFigure(about, (layout) => noiseSweep(of("inputUpper", "inputLower"), { ...layout, ...sample })),
  ];
  if (labelEntropy === null) return drawn;
  const label = { maximum: labelEntropy, about: "the label", ...common };
  const labels = { name: "sweep-labels", title: "What the layers tell of the label", caption: noiseSweep.shows };
  return [
    ...drawn,
    await renderFigure(labels, (layout) => noiseSweep(of("labelUpper", "labelLower"), { ...layout, ...label })),
  ];
}

const bits = (value: number) => value.toFixed(3);

function boundTable(layers: readonly InformationLayer[]): ReportTable {
  return {
    caption: "Bits",
    columns: [
      { key: "layer", title: "layer" },
      { key: "units", title: "units", format: String },
      { key: "noise", title: "σ²" },
      { key: "inputLower", title: "I(T;X) from", format: bits },
      { key: "inputUpper", title: "to", format: bits },
      { key: "labelLower", title: "I(T;Y) from", format: bits },
      { key: "labelUpper", title: "to", format: bits },
      { key: "labelLowerRigorous", title: "rigorous from", format: bits },
      { key: "labelUpperRigorous", title: "to", format: bits },
      { key: "binnedInput", title: "binned, X", format: bits },
      { key: "binnedLabel", title: "binned, Y", format: bits },
      { key: "status", title: "" },
    ],
    rows: layers.map(({ sweep: _, ibsgd: __, shape: ___, binned, status, ...bounds }) => ({
      ...bounds,
      binnedInput: binned?.input,
      binnedLabel: binned?.label,
      status: status === "ok" ? "" : status,
    })),
  };
}
