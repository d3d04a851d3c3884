import { Worker } from "node:worker_threads";
import type { Port } from "../worker/remote.ts";
import { builtFile } from "./builtFile.ts";

/** Start one of the two worker entries beside this file. */
export function startWorker(entry: "sessionWorker" | "taskWorker"): Port {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const file = builtFile(new URL(`./${entry}${extension}`, import.meta.url).href);
  // The flags of this process (a test runner's loaders, say) are not meant for the workers.
  const worker = new Worker(new URL(file), { execArgv: [] });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(onMessage, onEnd) {
      worker.on("message", onMessage);
      worker.on("messageerror", (error) => onEnd(error.message));
      worker.on("error", (error) => onEnd(error instanceof Error ? error.message : String(error)));
      worker.on("exit", (code) => onEnd(`exit code ${code}`));
    },
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
