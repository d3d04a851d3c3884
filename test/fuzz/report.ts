import type { Answer } from "./child.ts";
import type { Summary } from "./fuzz.ts";

const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** A summary as people read it. */
export function report({ seed, count, kinds, refusals, failures, slowest, largest, seconds }: Summary): string {
  const line = ({ index, label, milliseconds, memory, fileBytes, kind }: Answer) =>
    `  case ${index} (${label}): ${milliseconds.toFixed(0)} ms, ${mib(memory)} for ${fileBytes} bytes, ${kind}`;
  const reasons = Object.entries(refusals);
  const common = reasons.slice(0, 40);
  const rare = reasons.slice(40).reduce((sum, [, times]) => sum + times, 0);
  return [
    `${count} cases of seed ${seed} in ${seconds.toFixed(0)} s`,
    ...Object.entries(kinds).map(([kind, times]) => `  ${times} ${kind}`),
    "refusals:",
    ...common.map(([reason, times]) => `  ${times} × ${reason}`),
    `  ${rare} × something else (${reasons.length - common.length} reasons)`,
    "slowest:",
    ...slowest.map(line),
    "most memory:",
    ...largest.map(line),
    `failures: ${failures.length}`,
    ...failures.map(({ index, label, reason }) => `  --seed ${seed} --from ${index} --count 1 (${label}): ${reason}`),
  ].join("\n");
}
