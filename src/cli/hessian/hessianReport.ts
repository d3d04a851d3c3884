import {
  explanations,
  type Figure,
  formatNumber,
  formatPercent,
  type GridDensity,
  hessianDensity,
  type Report,
  renderFigure,
} from "../../plots/index.ts";
import { countText, howText, withError } from "./hessianText.ts";
import type { HessianNetwork } from "./network.ts";

export interface HessianReportOptions {
  readonly title: string;
  readonly command: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** The report on one or several networks: densities together, then the numbers. */
export async function hessianReport(
  networks: readonly HessianNetwork[],
  { title, command, configuration }: HessianReportOptions,
): Promise<Report> {
  const first = networks[0]?.result;
  return {
    title,
    subtitle: first ? `${first.data.samples} samples of ${first.data.source} (${first.data.split})` : "no network",
    summary: networks.map(finding),
    warnings: networks.flatMap(({ name, result }) => (result.warnings ?? []).map((text) => `${name}: ${text}`)),
    sections: [
      { title: "Eigenvalues", figures: await densityFigures(networks), tables: [endsTable(networks)] },
      { title: "Negative eigenvalues, symmetry, roughness", tables: [shapeTable(networks)] },
    ],
    command,
    configuration,
    explanations: {
      Hessian: explanations.hessian,
      Index: explanations.hessianIndex,
      "Symmetry and roughness": explanations.hessianShape,
    },
  };
}

function finding({ name, result }: HessianNetwork): string {
  const { lambdaMax, lambdaMin, negative, accuracy } = result;
  const count = countText(result);
  const below = negative ? `, ${count} negative eigenvalues that make up ${formatPercent(negative.mass)} of Σ|λ|` : "";
  const right = accuracy === undefined ? "" : `; ${formatPercent(accuracy)} of the samples are classified right`;
  return `${name} has eigenvalues from ${formatNumber(lambdaMin)} to ${formatNumber(lambdaMax)}${below}${right}. It was computed from ${howText(result)}`;
}

async function densityFigures(networks: readonly HessianNetwork[]): Promise<Figure[]> {
  const rows = networks.flatMap(({ name, result: { density } }): GridDensity[] =>
    density ? [{ name, ...density }] : [],
  );
  if (rows.length === 0) return [];
  const about = { name: "hessian-density", title: "Density of the eigenvalues", caption: hessianDensity.shows };
  return [await renderFigure(about, (layout) => hessianDensity(rows, layout))];
}

function endsTable(networks: readonly HessianNetwork[]) {
  return {
    caption: "Both ends, and the trace",
    columns: [
      { key: "name", title: "network" },
      { key: "parameters", title: "order", format: String },
      { key: "loss", title: "loss" },
      { key: "accuracy", title: "accuracy", format: formatPercent },
      { key: "lambdaMax", title: "λmax" },
      { key: "lambdaMin", title: "λmin" },
      { key: "trace", title: "trace" },
      { key: "method", title: "method" },
      { key: "precision", title: "precision" },
    ],
    rows: networks.map(({ name, result }) => ({
      name,
      parameters: result.parameters,
      loss: result.loss,
      accuracy: result.accuracy,
      lambdaMax: result.lambdaMax,
      lambdaMin: result.lambdaMin,
      trace: withError(result.trace, result.traceError),
      method: result.method,
      precision: result.precision,
    })),
  };
}

function shapeTable(networks: readonly HessianNetwork[]) {
  return {
    caption: "± one standard error; in brackets what the estimate leaves open",
    columns: [
      { key: "name", title: "network" },
      { key: "count", title: "negative eigenvalues" },
      { key: "fraction", title: "share", format: formatPercent },
      { key: "mass", title: "mass" },
      { key: "symmetry", title: "symmetry" },
      { key: "roughness", title: "roughness" },
    ],
    rows: networks.map(({ name, result }) => ({
      name,
      count: countText(result),
      fraction: result.negative?.fraction,
      mass: result.negative && withError(result.negative.mass, result.negative.massError),
      symmetry: withError(result.symmetry, result.symmetryError),
      roughness: withError(result.roughness, result.roughnessError),
    })),
  };
}
