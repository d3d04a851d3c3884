import type { RepresentationLayer } from "../../analyses/index.ts";
import { formatNumber, formatPercent, type ReportTable } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";

/** A network's layer under a name. */
export interface NamedLayer {
  readonly name: string;
  readonly layer: RepresentationLayer;
  /** Share of samples classified wrong. */
  readonly error?: number | null | undefined;
}

const columns = [
  { key: "activationAmplitude", title: "amplitude" },
  { key: "covariance", title: "covariance" },
  { key: "correlation", title: "correlation" },
  { key: "sparsity", title: "sparsity" },
  { key: "deadUnit", title: "dead units" },
  { key: "rank", title: "stable rank" },
] as const;

/** Characteristics of Table 1 of Choi et al. (2018), a row for each network, as text. */
export function characteristicsText(rows: readonly NamedLayer[]): string {
  const withError = rows.some(({ error }) => typeof error === "number");
  return formatTable(
    ["network", ...(withError ? ["error"] : []), ...columns.map(({ title }) => title)],
    rows.map(({ name, layer, error }) => [
      name,
      ...(withError ? [typeof error === "number" ? formatPercent(error) : null] : []),
      ...columns.map(({ key }) => formatNumber(layer[key])),
    ]),
  );
}

/** The same for a report. */
export function characteristicsTable(caption: string, rows: readonly NamedLayer[]): ReportTable {
  const withError = rows.some(({ error }) => typeof error === "number");
  return {
    caption,
    columns: [
      { key: "name", title: "network" },
      ...(withError ? [{ key: "error", title: "error", format: formatPercent }] : []),
      ...columns,
    ],
    rows: rows.map(({ name, layer, error }) => ({
      name,
      error: error ?? null,
      ...Object.fromEntries(columns.map(({ key }) => [key, layer[key]])),
    })),
  };
}
