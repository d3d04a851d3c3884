import {
  type DensityPlanned,
  type EdjmPlan,
  type EdjmPlanned,
  type EdjmWay,
  formatBytes,
  formatSeconds,
  formatWork,
  planText,
  wayText,
} from "../../analyses/index.ts";
import type { Outcome } from "../defineCommand.ts";
import { formatTable } from "../output/formatTable.ts";
import { plannedDocument } from "../output/plannedDocument.ts";

/** What `--plan` prints instead of results. */
export function planOutcome(names: readonly string[], planned: readonly (EdjmPlanned | DensityPlanned)[]): Outcome {
  const text = planned.map((one, i) => {
    const table = tableOf(one.plan, "samplesPerSecond" in one ? " Time from one timed batch of the network." : "");
    return planned.length > 1 ? `${names[i]}\n${table}` : table;
  });
  return { document: plannedDocument(names, planned), text: text.join("\n\n") };
}

function tableOf(plan: EdjmPlan, timed: string): string {
  const header = ["way", "outputs a pass", "rows a pass", "passes", "work", "memory", "time", ""];
  const rows = plan.ways.map((way) => [
    wayText(way),
    way.outputsPerPass,
    way.samplesPerPass,
    Number(way.passes.toFixed(1)),
    formatWork(way),
    formatBytes(way.memory),
    formatSeconds(way.seconds),
    remark(way, plan),
  ]);
  return `${planText(plan)}\n\n${formatTable(header, rows)}\n\nWith --memory ${formatBytes(plan.budget)}.${timed}`;
}

function remark(way: EdjmWay, { method, side }: EdjmPlan): string {
  if (way.method === method && way.side === side) return "← this one";
  return way.fits ? "" : "does not fit";
}
