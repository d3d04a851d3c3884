import { exitCodes } from "../../base/index.ts";

/**
 * A signal for the command line: the first Ctrl-C (or SIGTERM) aborts it, so that work can stop in order; the second ends
 * the process at once. Call it once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}
