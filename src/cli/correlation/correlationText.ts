import type { CorrelationAlignment } from "../../analyses/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";
import type { Comparison, CorrelatedNetwork } from "./correlatedNetwork.ts";

/** The results as text for a terminal. */
export function correlationText(networks: readonly CorrelatedNetwork[], comparisons: readonly Comparison[]): string {
  const first = networks[0]?.result;
  if (!first) return "no network";
  const { data, output } = first;
  const split = data.split === "all" ? "" : ` (${data.split})`;
  const header = [
    "network",
    "within class",
    "between",
    "all pairs",
    "labels, cosine",
    "labels, M",
    "λmax",
    "stable rank",
    "zero rows",
    "accuracy",
  ];
  const rows = networks.map(({ name, result }) => [
    name,
    formatNumber(result.withinClass),
    formatNumber(result.betweenClass),
    formatNumber(result.meanCosine),
    formatAlignment(result.labelAlignment?.cosine),
    formatAlignment(result.labelAlignment?.matrix),
    formatNumber(result.eigenvalues[0]),
    formatNumber(result.stableRank),
    `${result.zeroRows} of ${result.data.samples}`,
    result.accuracy === undefined ? null : formatPercent(result.accuracy),
  ]);
  return [
    `Correlation of the Jacobian of the ${output} around ${data.samples} samples of ${data.source}${split}`,
    formatTable(header, rows),
    "Within class, between, all pairs: mean cosines between the Jacobians of two samples. Labels: debiased centred kernel alignment with equality of labels.",
    ...(comparisons.length > 0 ? [formatTable(["networks", "cosine", "M"], comparisons.map(comparisonRow))] : []),
  ].join("\n\n");
}

const comparisonRow = ({ networks, cosine, matrix }: Comparison) => [
  networks.join(" – "),
  formatAlignment(cosine),
  formatAlignment(matrix),
];

/** "0.42", "0.42 (dominated)", "degenerate", or "–" where there are no labels. */
export function formatAlignment(alignment: CorrelationAlignment["matrix"] | undefined): string {
  if (!alignment) return "–";
  const { status, value, debiased } = alignment;
  if (status === "degenerate") return status;
  const number = debiased === null ? `${formatNumber(value)} (biased)` : formatNumber(debiased);
  return status === "ok" ? number : `${number} (${status})`;
}
