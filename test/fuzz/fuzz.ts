import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Answer, Question } from "./child.ts";
import { makeCase } from "./makeCase.ts";

export interface FuzzOptions {
  /** The script of the child process. */
  readonly child: string;
  readonly count: number;
  readonly seed: number;
  /** First case. */
  readonly from?: number;
  readonly children?: number;
  readonly progress?: boolean;
}

/** A case that broke a law. */
export interface Failure {
  readonly index: number;
  readonly label: string;
  readonly reason: string;
}

export interface Summary {
  readonly seed: number;
  readonly count: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** How often each refusal came. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  readonly slowest: readonly Answer[];
  readonly largest: readonly Answer[];
  readonly seconds: number;
}

/** No file may keep the reader busy for longer, in milliseconds of a processor. */
export const deadline = 5000;
/** What sleeps is as bad as what works in vain; much longer, since other work may hold the machine. */
const patience = 60_000;
/**
 * Memory that a case may take beside four times its file and what its own run needs: garbage of the interpreter between
 * two collections, and a session of the runtime with its arena, a few MiB each.
 */
export const allowance = 96 * 2 ** 20;

/** Load mutated files in child processes, so that a crash or a hang is seen, and blamed on its file. */
export async function fuzz(options: FuzzOptions): Promise<Summary> {
  const { count, seed, from = 0, children = 1 } = options;
  const started = performance.now();
  const answers: Answer[] = [];
  let next = from;
  const work = async () => {
    const child = createChild(options.child);
    while (next < from + count) {
      const question = { seed, index: next++ };
      const answer = await judged(child, question);
      answers.push(answer);
      if (options.progress && answer.kind === "failed") {
        process.stderr.write(`\ncase ${answer.index} (${answer.label}): ${answer.reason}\n`);
      }
      if (options.progress && answers.length % 200 === 0) process.stderr.write(`\r${answers.length} of ${count} cases`);
    }
    child.end();
  };
  await Promise.all(Array.from({ length: children }, work));
  if (options.progress) process.stderr.write("\n");
  const byKind = (kind: string) => answers.filter((answer) => answer.kind === kind);
  return {
    seed,
    count: answers.length,
    kinds: tally(answers.map(({ kind }) => kind)),
    refusals: tally(byKind("refused").map(({ reason = "" }) => reason)),
    failures: byKind("failed").map(({ index, label, reason = "" }) => ({ index, label, reason })),
    slowest: answers.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 5),
    largest: answers.toSorted((a, b) => b.memory - a.memory).slice(0, 5),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Time and memory depend on what else the machine does: what was over the limit gets a second chance, on its own. */
async function judged(child: Child, question: Question): Promise<Answer> {
  const first = withinLimits(await child.ask(question));
  if (first.kind !== "failed" || !first.reason?.startsWith("limit")) return first;
  child.end();
  return withinLimits(await child.ask(question));
}

function withinLimits(answer: Answer): Answer {
  const { memory, fileBytes, estimate } = answer;
  const allowed = 4 * fileBytes + allowance + 4 * estimate;
  if (answer.kind === "failed" || answer.kind === "too large to run" || memory <= allowed) return answer;
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  return {
    ...answer,
    kind: "failed",
    reason: `limit: ${mib(memory)} of memory where ${mib(allowed)} are allowed (${answer.kind}: ${answer.reason ?? ""})`,
  };
}

interface Child {
  ask(question: Question): Promise<Answer>;
  end(): void;
}

/** A child process that is started when it is needed, and again after it has ended. */
export function createChild(script: string): Child {
  let running: Promise<ChildProcess> | undefined;
  const start = () =>
    new Promise<ChildProcess>((resolve, reject) => {
      const execArgv = ["--expose-gc", "--max-semi-space-size=4", "--max-old-space-size=1024"];
      const child = fork(script, [], { execArgv, stdio: ["ignore", "ignore", "pipe", "ipc"] });
      child.once("message", () => resolve(child));
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the child ended at its start (${code})`)));
    });
  const end = () => {
    void running?.then((child) => child.kill("SIGKILL"));
    running = undefined;
  };
  return {
    end,
    async ask(question) {
      running ??= start();
      const child = await running;
      return new Promise<Answer>((resolve) => {
        let words = "";
        const settle = (reply: Answer) => {
          clearInterval(timer);
          child.off("message", settle).off("exit", exit);
          child.stderr?.off("data", listen);
          resolve(reply);
        };
        const broken = (reason: string, milliseconds: number) => {
          running = undefined;
          const { index, seed = 0 } = question;
          const { label } = makeCase(seed, index);
          settle({ index, label, kind: "failed", reason, estimate: 0, fileBytes: 0, milliseconds, memory: 0 });
        };
        const listen = (text: Buffer) => {
          words = `${words}${text}`.slice(-1500);
        };
        const exit = (code: number | null, signal: string | null) => broken(`crash: ${signal ?? code}; ${words}`, 0);
        const [asked, worked] = [performance.now(), processorTime(child)];
        const timer = setInterval(() => {
          const passed = performance.now() - asked;
          if (passed < deadline || (processorTime(child) - worked < deadline && passed < patience)) return;
          child.off("exit", exit);
          child.kill("SIGKILL");
          broken(`limit: no answer within ${deadline} ms`, passed);
        }, 500);
        child.stderr?.on("data", listen);
        child.on("message", settle).on("exit", exit);
        child.send(question);
      });
    },
  };
}

/** Milliseconds that a process has worked so far; where that is not told, all that have passed. */
function processorTime({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]!.split(" ");
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return performance.now();
  }
}

function tally(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
