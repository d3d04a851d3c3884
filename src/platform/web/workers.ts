import type { Port } from "../worker/remote.ts";

// The names say .js because the compiler does not rewrite these strings: dist has .js, and Vite finds the .ts beside us.

/** A worker for sessions. */
export function startSessionWorker(): Worker {
  return new Worker(new URL("./sessionWorker.js", import.meta.url), { type: "module", name: "netspectra sessions" });
}

/** A worker that imports the module of a task by its address, which a bundler must not have merged into another. */
export function startTaskWorker(): Worker {
  return new Worker(new URL("./taskWorker.js", import.meta.url), { type: "module", name: "netspectra tasks" });
}

/** A browser's worker as a {@link Port}. */
export function portOf(worker: Worker): Port {
  let end: (reason: string) => void = () => undefined;
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen(onMessage, onEnd) {
      end = onEnd;
      worker.addEventListener("message", ({ data }) => onMessage(data));
      worker.addEventListener("messageerror", () => onEnd("a message could not be read"));
      worker.addEventListener("error", ({ message }) => onEnd(message || "its script could not be loaded"));
    },
    hold: () => undefined,
    async terminate() {
      worker.terminate();
      end("it was stopped");
    },
  };
}
