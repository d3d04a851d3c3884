import type { InformationResult } from "../../analyses/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";

/** The bounds as text for a terminal. */
export function informationText({ layers, data, maximum, labelEntropy, accuracy }: InformationResult): string {
  const split = data.split === "all" ? "" : ` (${data.split})`;
  const right = accuracy === undefined ? "" : `; ${formatPercent(accuracy)} of them classified right`;
  const range = (low: number | null, high: number | null) =>
    low === null || high === null ? null : `${bits(low)} … ${bits(high)}`;
  const rows = layers.map((found) => [
    found.layer,
    found.units,
    formatNumber(found.noise),
    range(found.inputLower, found.inputUpper),
    range(found.labelLower, found.labelUpper),
    range(found.labelLowerRigorous, found.labelUpperRigorous),
    found.binned ? bits(found.binned.input) : null,
    found.binned && found.binned.label !== null ? bits(found.binned.label) : null,
    found.status === "ok" ? "" : found.status,
  ]);
  const header = ["layer", "units", "σ²", "I(T;X)", "I(T;Y)", "I(T;Y), rigorous", "binned X", "binned Y", ""];
  const labels = labelEntropy === null ? "" : `, that of the labels ${bits(labelEntropy)}`;
  return [
    `Information in the layers about ${data.samples} samples of ${data.source}${split}${right}`,
    formatTable(header, rows),
    `In bits, from the lower to the upper bound. The entropy of the samples is ${bits(maximum)}${labels}.`,
    ...compatTable(layers),
  ].join("\n\n");
}

function compatTable(layers: InformationResult["layers"]): string[] {
  const known = layers.flatMap(({ layer, ibsgd }) => (ibsgd ? [{ layer, ibsgd }] : []));
  const [first] = known;
  if (!first) return [];
  const rows = known.map(({ layer, ibsgd }) => [layer, ...Object.values(ibsgd).map((value) => formatNumber(value))]);
  return [`By the definitions of ibsgd, in bits\n${formatTable(["layer", ...Object.keys(first.ibsgd)], rows)}`];
}

const bits = (value: number) => value.toFixed(3);
