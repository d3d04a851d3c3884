import { readFileSync, writeFileSync } from "node:fs";
import { createNodePlatform } from "../../src/platform/node/index.ts";
import { createMemoryFiles } from "../../src/platform/web/files.ts";
import { makeCase, soundCases } from "./makeCase.ts";
import { type Outcome, runCase } from "./runCase.ts";

/** What the parent asks for: case `index` of `seed`, or, where the seed is absent, one of the sound models. */
export interface Question {
  readonly seed?: number;
  readonly index: number;
}

export interface Answer extends Outcome {
  readonly index: number;
  readonly label: string;
  readonly fileBytes: number;
  readonly milliseconds: number;
  /** Resident memory at its peak above what it was before, in bytes. */
  readonly memory: number;
}

const platform = createNodePlatform({ quiet: true, threads: 1, taskWorkers: 1 });
const files = createMemoryFiles();

/** Linux forgets the peak when it is asked to; elsewhere only growth beyond the highest peak so far is seen. */
function forgetPeak(): number {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
  return process.memoryUsage.rss();
}

function peak(): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

async function answer({ seed, index }: Question): Promise<Answer> {
  const wanted = seed === undefined ? soundCases()[index]! : makeCase(seed, index);
  if (index % 20 === 0) (globalThis as { gc?: () => void }).gc?.();
  const before = forgetPeak();
  const started = performance.now();
  const outcome = await runCase(platform, files, wanted);
  const milliseconds = performance.now() - started;
  const fileBytes = [wanted.bytes, ...Object.values(wanted.beside)].reduce((sum, { length }) => sum + length, 0);
  return { ...outcome, index, label: wanted.label, fileBytes, milliseconds, memory: peak() - before };
}

process.on("message", (question: Question) => {
  void answer(question).then((reply) => process.send!(reply));
});
process.on("disconnect", () => process.exit());
process.send!("ready");
