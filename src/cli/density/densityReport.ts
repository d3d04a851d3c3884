import type { DensityResult } from "../../analyses/index.ts";
import {
  bulkDensity,
  type DensityLaw,
  type DensitySpectrum,
  diagonalImage,
  explanations,
  type Figure,
  formatNumber,
  formatPercent,
  type Report,
  renderFigure,
  spectralDensity,
} from "../../plots/index.ts";
import type { PowerLawReport } from "../../stats/index.ts";
import { bulkOf } from "./bulkOf.ts";
import { randomText } from "./densityText.ts";
import type { DensityNetwork } from "./network.ts";

export interface DensityReportOptions {
  readonly title: string;
  readonly command: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** The report on one or several networks: densities together, then the diagonals. */
export async function densityReport(
  networks: readonly DensityNetwork[],
  { title, command, configuration }: DensityReportOptions,
): Promise<Report> {
  const first = networks[0]?.result;
  return {
    title,
    subtitle: first ? `${first.data.samples} samples of ${first.data.source} (${first.data.split})` : "no network",
    summary: networks.flatMap((network) => [finding(network), `${network.name}: ${randomText(network.result)}`]),
    warnings: networks.flatMap(({ name, result }) => (result.warnings ?? []).map((text) => `${name}: ${text}`)),
    sections: [
      {
        title: "Eigenvalues",
        figures: [await eigenvalueFigure(networks), ...(await bulkFigures(networks))],
        tables: [rankTable(networks), lawTable(networks)],
      },
      { title: "Diagonal", figures: [await diagonalFigure(networks), ...(await imageFigures(networks))] },
    ],
    command,
    configuration,
    explanations: {
      "Stacked Jacobian": explanations.stackedJacobian,
      Ranks: explanations.ranks,
      "Power law": explanations.powerLaw,
      "Random matrices": explanations.randomMatrix,
    },
  };
}

function finding({ name, result: { fit, lambdaMax, hardRank, columns, accuracy } }: DensityNetwork): string {
  const law =
    fit.status === "ok"
      ? `a power law with α = ${formatNumber(fit.alpha)} from ${formatNumber(fit.xmin)} on (verdict: ${fit.verdict})`
      : `no power law (${fit.reason})`;
  const rank = hardRank === null ? "" : `, rank ${hardRank} of ${columns}`;
  const right = accuracy === undefined ? "" : `; ${formatPercent(accuracy)} of the samples are classified right`;
  return `${name} has λmax = ${formatNumber(lambdaMax)}${rank}, and ${law}${right}.`;
}

const lawOf = (fit: PowerLawReport): DensityLaw | null => (fit.status === "ok" ? fit : null);

function eigenvalueFigure(networks: readonly DensityNetwork[]): Promise<Figure> {
  const rows = networks.flatMap(({ name, result }): DensitySpectrum[] => [
    { name, ...spectrumOf(result) },
    ...(result.shuffled
      ? [{ name: `${name}, entries shuffled`, values: result.shuffled.eigenvalues, fit: lawOf(result.shuffled.fit) }]
      : []),
  ]);
  const about = { name: "density", title: "Spectral density", caption: spectralDensity.shows };
  return renderFigure(about, (layout) => spectralDensity(rows, layout));
}

/** All eigenvalues and their law; or what is known of them, each with its share. */
function spectrumOf({
  status,
  eigenvalues,
  density,
  rows,
  columns,
  fit,
}: DensityResult): Omit<DensitySpectrum, "name"> {
  if (density) return { values: density.nodes, weights: sharesOf(density) };
  const share = 1 / Math.min(rows, columns);
  if (status === "partial") return { values: eigenvalues, weights: [eigenvalues.map(() => share)] };
  return { values: eigenvalues, fit: lawOf(fit) };
}

/** What has converged are eigenvalues, each one of `order`; the weights spread the others. */
function sharesOf({ order, converged, weights }: NonNullable<DensityResult["density"]>): number[][] {
  return weights.map((own) => {
    const rest = own.slice(converged).reduce((sum, weight) => sum + weight, 0);
    const left = 1 - converged / order;
    return own.map((weight, i) => (i < converged ? 1 / order : rest > 0 ? (left * weight) / rest : 0));
  });
}

async function bulkFigures(networks: readonly DensityNetwork[]): Promise<Figure[]> {
  const rows = networks.flatMap((network) => bulkOf(network) ?? []);
  if (rows.length === 0) return [];
  const about = { name: "bulk", title: "Beside random matrices", caption: bulkDensity.shows };
  return [await renderFigure(about, (layout) => bulkDensity(rows, layout))];
}

function diagonalFigure(networks: readonly DensityNetwork[]): Promise<Figure> {
  const rows = networks.map(({ name, result: { diagonal } }) => ({
    name,
    values: diagonal.entries,
    fit: lawOf(diagonal.fit),
  }));
  const about = { name: "diagonal", title: "Diagonal entries", caption: spectralDensity.shows };
  return renderFigure(about, (layout) => spectralDensity(rows, { ...layout, of: "entry of the diagonal" }));
}

async function imageFigures(networks: readonly DensityNetwork[]): Promise<Figure[]> {
  const rows = networks.flatMap(({ name, image, result: { diagonal } }) =>
    image ? [{ name, ...image, values: diagonal.byInput }] : [],
  );
  if (rows.length === 0) return [];
  const about = { name: "diagonal-image", title: "Diagonal over the input", caption: diagonalImage.shows };
  return [await renderFigure(about, (layout) => diagonalImage(rows, layout))];
}

function rankTable(networks: readonly DensityNetwork[]) {
  return {
    caption: "Ranks",
    columns: [
      { key: "name", title: "network" },
      { key: "lambdaMax", title: "λmax" },
      { key: "hardRank", title: "hard rank", format: String },
      { key: "zeroEigenvalues", title: "zero eigenvalues", format: String },
      { key: "stableRank", title: "stable rank" },
      { key: "effectiveRank", title: "effective rank" },
      { key: "largest", title: "largest of the diagonal" },
      { key: "dominance", title: "diagonal dominance" },
      { key: "accuracy", title: "accuracy", format: formatPercent },
    ],
    rows: networks.map(({ name, result }) => ({
      name,
      lambdaMax: result.lambdaMax,
      hardRank: result.hardRank,
      zeroEigenvalues: result.zeroEigenvalues,
      stableRank: result.stableRank,
      effectiveRank: result.effectiveRank,
      largest: result.diagonal.max,
      dominance: result.diagonal.dominance,
      accuracy: result.accuracy,
    })),
  };
}

function lawTable(networks: readonly DensityNetwork[]) {
  const row = (name: string, of: string, fit: PowerLawReport) =>
    fit.status === "ok"
      ? {
          name,
          of,
          alpha: fit.alpha,
          low: fit.alphaInterval?.[0],
          high: fit.alphaInterval?.[1],
          xmin: fit.xmin,
          tail: fit.tail,
          p: fit.pValue,
          verdict: fit.verdict,
        }
      : { name, of, verdict: `none: ${fit.reason}` };
  return {
    caption: "Power laws",
    columns: [
      { key: "name", title: "network" },
      { key: "of", title: "of" },
      { key: "alpha", title: "α" },
      { key: "low", title: "from" },
      { key: "high", title: "to" },
      { key: "xmin", title: "xmin" },
      { key: "tail", title: "tail", format: String },
      { key: "p", title: "p" },
      { key: "verdict", title: "verdict" },
    ],
    rows: networks.flatMap(({ name, result }) => [
      row(name, "eigenvalues", result.fit),
      row(name, "diagonal", result.diagonal.fit),
      ...(result.shuffled ? [row(name, "shuffled entries", result.shuffled.fit)] : []),
    ]),
  };
}
