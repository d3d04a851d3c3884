import {
  type CosineMap,
  citations,
  cosineMaps,
  explanations,
  formatNumber,
  formatPercent,
  type Report,
  type ReportTable,
  renderFigure,
} from "../../plots/index.ts";
import type { Comparison, CorrelatedNetwork } from "./correlatedNetwork.ts";
import { formatAlignment } from "./correlationText.ts";

export interface CorrelationReportOptions {
  readonly title: string;
  readonly command: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** The report on one or several networks: maps of cosines side by side, then the numbers. */
export async function correlationReport(
  networks: readonly CorrelatedNetwork[],
  comparisons: readonly Comparison[],
  options: CorrelationReportOptions,
): Promise<Report> {
  const first = networks[0]?.result;
  const maps = networks.filter(({ result }) => result.order.length > 0).map(mapOf);
  const about = { name: "cosines", title: "Cosines between samples", caption: cosineMaps.shows };
  return {
    ...options,
    subtitle: first
      ? `${first.output}, ${first.data.samples} samples of ${first.data.source} (${first.data.split})`
      : "no network",
    summary: [...networks.map(finding), ...comparisons.map(likeness)],
    warnings: networks.flatMap(({ name, result }) => (result.warnings ?? []).map((text) => `${name}: ${text}`)),
    sections: [
      {
        title: "Correlation",
        figures: maps.length > 0 ? [await renderFigure(about, (layout) => cosineMaps(maps, layout))] : [],
        tables: [numbers(networks), ...(comparisons.length > 0 ? [compared(comparisons)] : [])],
      },
      ...networks
        .filter(({ result }) => result.perClass.length > 0)
        .map((network) => ({
          title: networks.length > 1 ? `Classes of ${network.name}` : "Classes",
          tables: [classTable(network)],
        })),
    ],
    explanations: {
      "Correlation of the Jacobian": explanations.jacobianCorrelation,
      Alignment: explanations.alignment,
    },
    citations: [citations.shin2020correlation, citations.kornblith2019similarity],
  };
}

/** Cosines in order of the classes. */
function mapOf({ name, result, labels, classes }: CorrelatedNetwork): CosineMap {
  const { cosines, order, norms, perClass } = result;
  const [n, size] = [norms.length, order.length];
  const values = new Float64Array(size * size);
  order.forEach((i, r) => {
    order.forEach((j, c) => {
      values[r * size + c] = cosines[i * n + j]!;
    });
  });
  const groups = labels
    ? perClass.map((own) => ({ name: className(own.class, classes), samples: own.samples - own.zeroRows }))
    : [];
  return { name, size, values, classes: groups };
}

const className = (label: number, classes: readonly string[] | undefined) => classes?.[label] ?? `class ${label}`;

function finding({ name, result }: CorrelatedNetwork): string {
  const { withinClass, betweenClass, meanCosine, zeroRows, status } = result;
  const left = zeroRows > 0 ? ` Around ${zeroRows} samples no output changes.` : "";
  if (meanCosine === null) return `${name} has no cosines: fewer than two samples have a gradient.${left}`;
  if (withinClass === null || betweenClass === null) {
    return `The Jacobians of ${name} around two samples have a mean cosine of ${formatNumber(meanCosine)} (${status}).${left}`;
  }
  return (
    `The Jacobians of ${name} have a mean cosine of ${formatNumber(withinClass)} around samples of the same class and of ` +
    `${formatNumber(betweenClass)} around samples of different classes.${left}`
  );
}

const likeness = ({ networks: [first, second], cosine }: Comparison) =>
  cosine.status === "degenerate"
    ? `The cosines of ${first} or those of ${second} are the same between all samples, so that they cannot be compared.`
    : `The cosines of ${first} and of ${second} between the same samples have an alignment of ${formatAlignment(cosine)}.`;

function numbers(networks: readonly CorrelatedNetwork[]): ReportTable {
  return {
    caption: "Numbers",
    columns: [
      { key: "name", title: "network" },
      { key: "withinClass", title: "within class" },
      { key: "betweenClass", title: "between classes" },
      { key: "meanCosine", title: "all pairs" },
      { key: "cosine", title: "labels, cosine" },
      { key: "matrix", title: "labels, M" },
      { key: "trace", title: "trace" },
      { key: "largest", title: "λmax" },
      { key: "stableRank", title: "stable rank" },
      { key: "effectiveRank", title: "effective rank" },
      { key: "zeroRows", title: "zero rows", format: String },
      { key: "accuracy", title: "accuracy", format: formatPercent },
    ],
    rows: networks.map(({ name, result }) => ({
      name,
      withinClass: result.withinClass,
      betweenClass: result.betweenClass,
      meanCosine: result.meanCosine,
      cosine: formatAlignment(result.labelAlignment?.cosine),
      matrix: formatAlignment(result.labelAlignment?.matrix),
      trace: result.trace,
      largest: result.eigenvalues[0],
      stableRank: result.stableRank,
      effectiveRank: result.effectiveRank,
      zeroRows: result.zeroRows,
      accuracy: result.accuracy,
    })),
  };
}

function compared(comparisons: readonly Comparison[]): ReportTable {
  return {
    caption: "Alignment of networks",
    columns: [
      { key: "networks", title: "networks" },
      { key: "cosine", title: "cosine" },
      { key: "matrix", title: "M" },
    ],
    rows: comparisons.map(({ networks, cosine, matrix }) => ({
      networks: networks.join(" – "),
      cosine: formatAlignment(cosine),
      matrix: formatAlignment(matrix),
    })),
  };
}

function classTable({ result, classes }: CorrelatedNetwork): ReportTable {
  return {
    columns: [
      { key: "name", title: "class" },
      { key: "samples", title: "samples", format: String },
      { key: "zeroRows", title: "zero rows", format: String },
      { key: "withinClass", title: "within class" },
      { key: "betweenClass", title: "to other classes" },
      { key: "meanSquaredNorm", title: "mean squared norm" },
    ],
    rows: result.perClass.map((own) => ({ name: className(own.class, classes), ...own })),
  };
}
