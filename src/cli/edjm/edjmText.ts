import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";
import type { Network } from "./network.ts";

/** The results as text for a terminal. */
export function edjmText(networks: readonly Network[]): string {
  const first = networks[0]?.result;
  if (!first) return "no network";
  const rows = networks.map(({ name, result }) => {
    const { score, scoreInterval, scoreError, accuracy, inputs, outputs, data, status } = result;
    const interval = scoreInterval ? scoreInterval.map((end) => formatNumber(end)).join(" – ") : null;
    const error = typeof scoreError === "number" ? ` ± ${formatNumber(scoreError)}` : "";
    return [
      name,
      score === null ? `none (${status})` : `${formatNumber(score)}${error}`,
      interval,
      accuracy === undefined ? null : formatPercent(accuracy),
      data.samples,
      inputs,
      outputs,
    ];
  });
  const header = ["network", "score", "95 % interval", "accuracy", "samples", "inputs", "outputs"];
  const { data, epsilonPercentile, model } = first;
  const parts = [
    `EDJM of "${model.output}" around ${data.source}${data.split === "all" ? "" : ` (${data.split})`}`,
    formatTable(header, rows),
    `Score: sum of σ/σmax over the σ above their ${epsilonPercentile}th percentile, mean over outputs. It depends on the samples: compare scores for the same ones.`,
    ...networks.flatMap((network) => curveText(network, networks.length > 1)),
  ];
  return parts.join("\n\n");
}

function curveText({ name, result }: Network, several: boolean): string[] {
  if (!result.curve) return [];
  const rows = result.curve.map(({ samples, score }) => [samples, score === null ? null : formatNumber(score)]);
  const title = several ? `Score of ${name} against the number of samples` : "Score against the number of samples";
  return [`${title}\n${formatTable(["samples", "score"], rows)}`];
}
