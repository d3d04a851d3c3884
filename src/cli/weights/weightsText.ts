import type { WeightLayer, WeightsResult, WeightWatcherRow } from "../../analyses/index.ts";
import { formatNumber } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";

/** The spectra of the weights as text for a terminal. */
export function weightsText(result: WeightsResult): string {
  const { model, layers, skipped } = result;
  const rows = layers.flatMap(({ weightwatcher }) => (weightwatcher ? [weightwatcher] : []));
  const parts = [
    `Weights of ${model.path}: ${layers.length} ${layers.length === 1 ? "matrix" : "matrices"}`,
    layerTable(layers),
    "Alpha: exponent of the eigenvalues of WᵀW above xmin, with its 95 % interval; p: goodness of fit (below 0.1 it is no power law). Spikes: eigenvalues beyond the random bulk.",
    ...(rows.length > 0 ? [compatTable(rows)] : []),
    ...reasonTable(
      "No power law",
      layers.filter(({ status }) => status === "failed" || status === "degenerate"),
    ),
    ...reasonTable("Passed over", skipped),
  ];
  return parts.join("\n\n");
}

function layerTable(layers: readonly WeightLayer[]): string {
  const header = ["layer", "rows", "columns", "alpha", "95 % interval", "p", "λmax", "stable rank", "hard rank"];
  const rows = layers.map((one) => [
    one.layer,
    one.slices > 1 ? `${one.slices} × ${one.rows}` : one.rows,
    one.columns,
    one.alpha === null ? null : formatNumber(one.alpha),
    one.alphaInterval?.map((end) => formatNumber(end)).join(" – "),
    one.pValue === null ? null : formatNumber(one.pValue, 2),
    formatNumber(one.lambdaMax),
    formatNumber(one.stableRank),
    one.hardRank,
    one.bulk?.spikes,
    one.verdict ?? one.status,
  ]);
  return formatTable([...header, "spikes", "verdict"], rows);
}

function compatTable(rows: readonly WeightWatcherRow[]): string {
  const columns = ["name", "alpha", "D", "sigma", "xmin", "num_pl_spikes", "alpha_weighted", "log_norm", "stable_rank"];
  const shown = [...columns, "num_spikes", "mp_softrank", "warning"];
  const cell = (value: WeightWatcherRow[string] | undefined) =>
    typeof value === "number" ? formatNumber(value) : typeof value === "string" ? value : null;
  const table = rows.map((row) => shown.map((name) => cell(row[name])));
  return `By WeightWatcher's definitions\n${formatTable(shown, table)}`;
}

interface Reasoned {
  readonly layer: string;
  readonly reason?: string;
}

/** Reasons, each with how many it holds for and some names; nothing where there are none. */
function reasonTable(title: string, all: readonly Reasoned[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { layer, reason = "" } of all) reasons.set(reason, [...(reasons.get(reason) ?? []), layer]);
  const rows = [...reasons].map(([reason, names]) => [
    names.length,
    reason,
    `${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`,
  ]);
  return rows.length > 0 ? [`${title}\n${formatTable(["", "reason", "weights"], rows)}`] : [];
}
