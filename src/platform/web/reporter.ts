import { createRateMeter, formatProgress, type ProgressState } from "../progressText.ts";
import type { Reporter } from "../types.ts";

/** What a page does with reports; what is absent is not shown, but for warnings, which go to the console. */
export interface Listeners {
  info?(text: string): void;
  warn?(text: string): void;
  /** Called with every step, and with undefined when the work has finished; `text` is the line a terminal would show. */
  progress?(label: string, state: (ProgressState & { readonly text: string }) | undefined): void;
}

export function createWebReporter(listeners: Listeners, now: () => number): Reporter {
  return {
    info: (text) => listeners.info?.(text),
    warn: (text) => (listeners.warn ? listeners.warn(text) : console.warn(text)),
    progress(label, total, unit = "") {
      const rateOf = createRateMeter();
      return {
        update(done, note = "") {
          const state: ProgressState = { label, done, total, unit, rate: rateOf(done, now()), note };
          listeners.progress?.(label, { ...state, text: formatProgress(state) });
        },
        finish: () => listeners.progress?.(label, undefined),
      };
    },
  };
}
