import type { ClassWiseMeans, RepresentationResult } from "../../analyses/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";

/** The characteristics as text for a terminal. */
export function representationText({ layers, data, activations, accuracy }: RepresentationResult): string {
  const header = ["layer", "units", "amplitude", "covariance", "correlation", "sparsity", "dead units", "stable rank"];
  const cells = (found: ClassWiseMeans) => [
    formatNumber(found.activationAmplitude),
    formatNumber(found.covariance),
    formatNumber(found.correlation),
    found.sparsity === null ? null : formatPercent(found.sparsity),
    found.deadUnit === null ? null : formatPercent(found.deadUnit),
    formatNumber(found.rank),
  ];
  const rows = layers.map((found) => [
    found.layer,
    found.positions > 1 ? `${found.units} × ${found.positions}` : found.units,
    ...cells(found),
    found.exactRank,
    formatNumber(found.effectiveRank),
    found.status === "ok" ? "" : found.status,
  ]);
  const means = layers.flatMap(({ layer, classWise }) => (classWise ? [[layer, ...cells(classWise)]] : []));
  const split = data.split === "all" ? "" : ` (${data.split})`;
  const right = accuracy === undefined ? "" : `; ${formatPercent(accuracy)} of them classified right`;
  return [
    `Representations of ${data.samples} samples of ${data.source}${split}${right}`,
    formatTable([...header, "exact rank", "effective rank", ""], rows),
    ...(means.length > 0
      ? [
          `Means over classes\n${formatTable(
            header.filter((title) => title !== "units"),
            means,
          )}`,
        ]
      : []),
    `Amplitude, covariance and correlation: means of absolute values, of ${activations === "all" ? "all" : "positive"} activations. Stable rank: Σλ²/λmax² of the covariance.`,
  ].join("\n\n");
}
