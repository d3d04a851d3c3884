import { formatBytes } from "../formatBytes.ts";
import type { EdjmPlan, EdjmWay } from "./edjmPlan.ts";

/** A plan in one sentence, for the line that is shown before the work. */
export function planText(plan: EdjmPlan): string {
  const { samples, inputs, outputs, passes, batch, memory, seconds, reason } = plan;
  const times = passes === 1 ? "one pass" : `${Number(passes.toFixed(1))} passes`;
  return (
    `plan: ${wayText(plan)} (${reason}); ${samples} samples × ${inputs} inputs × ${outputs} outputs, ${times}, ` +
    `${batch} samples a run, ${formatWork(plan)}, about ${formatBytes(memory)}, about ${formatSeconds(seconds)}`
  );
}

/** "exact, Gram matrices of the inputs (784 × 784)" */
export function wayText({ method, side, accurate }: Pick<EdjmWay, "method" | "side" | "accurate">): string {
  if (accurate) return `${method}, accurate, QR on the side of the ${side}`;
  return side === null ? `${method}, no matrix` : `${method}, Gram matrices on the side of the ${side}`;
}

export function formatWork({ flops }: Pick<EdjmWay, "flops">): string {
  const total = flops.network + flops.products + flops.eigenvalues;
  const [size, unit] = total >= 1e12 ? [1e12, "Tflop"] : [1e9, "Gflop"];
  return `${Number((total / size).toPrecision(2))} ${unit}`;
}

/** Not more exact than an estimate can be. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return "a second";
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
