import type { Characteristics, RepresentationLayer, RepresentationResult } from "../../analyses/index.ts";
import {
  citations,
  explanations,
  type Figure,
  formatNumber,
  formatPercent,
  type Report,
  type ReportTable,
  renderFigure,
  unitHistograms,
  unitScatter,
} from "../../plots/index.ts";
import { configurationOf } from "../output/severalNetworks.ts";
import type { UnitFigures } from "./unitFigures.ts";

/** The report on one network: a table of its layers, then units of one of them. */
export async function representationReport(
  result: RepresentationResult,
  figures: UnitFigures,
  { name, command, values }: { readonly name: string; readonly command: string; readonly values: object },
): Promise<Report> {
  const { data, layers, warnings = [] } = result;
  return {
    title: `Representations of ${name}`,
    subtitle: `${data.samples} samples of ${data.source} (${data.split})`,
    summary: layers.slice(-3).map(finding),
    warnings,
    sections: [
      { title: "Layers", tables: [layerTable(layers), ...layers.flatMap(classTable)] },
      { title: `Units of ${figures.layer}`, figures: await drawn(figures) },
    ],
    command,
    configuration: configurationOf([{ name, result }], values),
    explanations: { Characteristics: explanations.characteristics },
    citations: [citations.choi2018characteristics],
  };
}

function finding({ layer, units, correlation, sparsity, deadUnit, rank }: RepresentationLayer): string {
  const pairs = correlation === null ? "no correlations" : `a mean correlation of ${formatNumber(correlation)}`;
  const directions = rank === null ? "nothing that varies" : `a stable rank of ${formatNumber(rank)}`;
  return `${layer} has ${units} units with ${pairs} and ${directions}; ${formatPercent(sparsity)} of its activations are 0, ${formatPercent(deadUnit)} of its units are dead.`;
}

async function drawn({ histograms, pairs }: UnitFigures): Promise<Figure[]> {
  const histogram = { name: "histograms", title: "Activations of a unit", caption: unitHistograms.shows };
  const scatter = { name: "pairs", title: "Activations of two units", caption: unitScatter.shows };
  return [
    await renderFigure(histogram, (layout) => unitHistograms(histograms, layout)),
    ...(pairs.length > 0 ? [await renderFigure(scatter, (layout) => unitScatter(pairs, layout))] : []),
  ];
}

const columns = [
  { key: "activationAmplitude", title: "amplitude" },
  { key: "covariance", title: "covariance" },
  { key: "correlation", title: "correlation" },
  { key: "signedCorrelation", title: "signed correlation" },
  { key: "variance", title: "variance" },
  { key: "sparsity", title: "sparsity", format: formatPercent },
  { key: "deadUnit", title: "dead units", format: formatPercent },
  { key: "rank", title: "stable rank" },
  { key: "exactRank", title: "exact rank", format: String },
  { key: "effectiveRank", title: "effective rank" },
] as const;

const cells = (found: Characteristics) => Object.fromEntries(columns.map(({ key }) => [key, found[key]]));

function layerTable(layers: readonly RepresentationLayer[]): ReportTable {
  return {
    caption: "Characteristics",
    columns: [{ key: "layer", title: "layer" }, { key: "units", title: "units", format: String }, ...columns],
    rows: layers.map((found) => ({ layer: found.layer, units: found.units, ...cells(found) })),
  };
}

function classTable({ layer, classes = [] }: RepresentationLayer): ReportTable[] {
  if (classes.length === 0) return [];
  const first = [
    { key: "class", title: "class", format: String },
    { key: "samples", title: "samples", format: String },
  ];
  return [
    {
      caption: `Classes of ${layer}`,
      columns: [...first, ...columns],
      rows: classes.map((own) => ({ class: own.class, samples: own.samples, ...cells(own) })),
    },
  ];
}
