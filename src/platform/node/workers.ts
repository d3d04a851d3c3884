import { Worker } from "node:worker_threads";
import type { Port } from "../worker/remote.ts";
import { builtFile } from "./builtFile.ts";
import { awaitNativeEnd, closeGuard, createNativeGuard, type NativeGuard, nativeEnd } from "./nativeGuard.ts";

/** A worker for the functions of {@link Platform.call}. */
export function startTaskWorker(): Port {
  const worker = startWorker("taskWorker");
  return portOf(worker, async () => {
    await worker.terminate();
  });
}

/** A worker for sessions. It ends, by `terminate` or with the process, when its native call has returned. */
export function startSessionWorker(): Port {
  const guard = createNativeGuard();
  const worker = startWorker("sessionWorker", guard);
  watch(guard);
  worker.on("exit", () => guards.delete(guard));
  return portOf(worker, async () => {
    closeGuard(guard);
    await nativeEnd(guard);
    await worker.terminate();
  });
}

function startWorker(entry: string, workerData?: unknown): Worker {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const file = builtFile(new URL(`./${entry}${extension}`, import.meta.url).href);
  // The flags of this process (a test runner's loaders, say) are not meant for the workers.
  return new Worker(new URL(file), { execArgv: [], workerData });
}

function portOf(worker: Worker, terminate: () => Promise<void>): Port {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(onMessage, onEnd) {
      worker.on("message", onMessage);
      worker.on("messageerror", (error) => onEnd(error.message));
      worker.on("error", (error) => onEnd(error instanceof Error ? error.message : String(error)));
      worker.on("exit", (code) => onEnd(`exit code ${code}`));
    },
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    terminate,
  };
}

const guards = new Set<NativeGuard>();
let watching = false;
/** How long an exiting process waits for native calls, in milliseconds. */
const patience = 3000;

function watch(guard: NativeGuard): void {
  if (!watching) process.once("exit", () => leave(patience));
  watching = true;
  guards.add(guard);
}

/** Exit without waiting for native calls. */
export function exitAtOnce(code: number): never {
  leave(0);
  process.exit(code);
}

/** Let native calls end, so that the exit code is the one that was asked for; after that the process can only be killed. */
function leave(milliseconds: number): void {
  for (const guard of guards) closeGuard(guard);
  const ended = [...guards].every((guard) => awaitNativeEnd(guard, milliseconds));
  if (ended) return;
  process.removeAllListeners("SIGINT");
  process.kill(process.pid, "SIGINT");
}
