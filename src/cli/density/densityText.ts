import type { DensityResult } from "../../analyses/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";
import type { DensityNetwork } from "./network.ts";

/** The results as text for a terminal. */
export function densityText(networks: readonly DensityNetwork[]): string {
  const first = networks[0]?.result;
  if (!first) return "no network";
  const { output, model, data } = first;
  const split = data.split === "all" ? "" : ` (${data.split})`;
  const header = ["network", "n × k·d", "λmax", "hard rank", "stable rank", "effective rank", "accuracy"];
  const rows = networks.map(({ name, result }) => [
    name,
    `${result.rows} × ${result.columns}`,
    formatNumber(result.lambdaMax),
    result.hardRank,
    formatNumber(result.stableRank),
    effectiveRankText(result),
    result.accuracy === undefined ? null : formatPercent(result.accuracy),
  ]);
  const laws = networks.flatMap(({ name, result }) => [
    [name, "eigenvalues", ...fitCells(result.fit)],
    [name, "diagonal", ...fitCells(result.diagonal.fit)],
    ...(result.shuffled ? [[name, "shuffled entries", ...fitCells(result.shuffled.fit)]] : []),
  ]);
  const of = output === "probabilities" ? `probabilities over "${model.output}"` : `"${model.output}"`;
  return [
    `Spectral density of the stacked Jacobian of ${of} around ${data.source}${split}`,
    formatTable(header, rows),
    `Power laws\n${formatTable(["network", "of", "α", "95 % interval", "tail", "p", "verdict"], laws)}`,
    ...networks.map(({ name, result }) => `${name}: ${randomText(result)}`),
  ].join("\n\n");
}

function effectiveRankText({ effectiveRank, effectiveRankError }: DensityResult): string {
  const error = typeof effectiveRankError === "number" ? ` ± ${formatNumber(effectiveRankError)}` : "";
  return `${formatNumber(effectiveRank)}${error}`;
}

function fitCells(fit: DensityResult["fit"]): (string | number | null)[] {
  if (fit.status !== "ok") return [null, null, null, null, `none: ${fit.reason}`];
  const { alpha, alphaInterval, tail, pValue, verdict } = fit;
  const interval = alphaInterval ? alphaInterval.map((end) => formatNumber(end)).join(" – ") : null;
  return [formatNumber(alpha), interval, tail, pValue === undefined ? null : formatNumber(pValue), verdict];
}

/** How far from a random matrix the spectrum is, in a sentence or two. */
export function randomText({ random, status, computed, diagonal, eigenvalues, output }: DensityResult): string {
  if (!random) {
    const estimated = status === "estimated" ? ", and the density of all was estimated" : "";
    return `only the largest eigenvalues were computed (${computed})${estimated}: there is no comparison with a random matrix.`;
  }
  const { gaussian, bulk } = random;
  if (!gaussian) {
    const hint =
      output === "probabilities"
        ? ", as those of probabilities are where a network is certain: try --output logits"
        : "";
    return `all derivatives are 0${hint}.`;
  }
  // A few spikes are signal on a bulk of noise; where most are spikes, there is no such bulk.
  const spread = bulk.status === "ok" && 2 * bulk.spikes > eigenvalues.length;
  const most = spread ? " That is more than half of all: hardly a part of it is like a random matrix." : "";
  const fitted =
    bulk.status === "ok"
      ? `Beside the Marchenko–Pastur law fitted to its bulk it has ${bulk.spikes} (distance of the bulk from the law ${formatNumber(bulk.ksDistance)}).${most}`
      : `It has no bulk like that of a random matrix: ${bulk.reason}.`;
  const dominance =
    diagonal.dominance === null
      ? ""
      : ` The diagonal of 𝒥ᵀ𝒥 holds ${formatPercent(diagonal.dominance)} of its squared norm.`;
  return `${gaussian.spikes} of ${eigenvalues.length} eigenvalues lie above those of a Gaussian matrix with the same mean square. ${fitted}${dominance}`;
}
