import { exitCodes } from "../../base/index.ts";
import { exitAtOnce } from "./workers.ts";

/**
 * A signal for the command line: the first Ctrl-C (or SIGTERM) aborts it, so that work can stop in order; the second ends
 * the process at once: with code 130, or by SIGINT (which a shell reports as 130) in the middle of native code.
 * Call it once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) exitAtOnce(exitCodes.cancelled);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}
