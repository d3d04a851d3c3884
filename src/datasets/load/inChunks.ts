import { throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";

const chunk = 250;

/** Call `work` for each of `count` samples, with progress; the thread is given free in between. @throws CancelledError */
export async function inChunks(platform: Platform, label: string, count: number, work: (sample: number) => void) {
  const progress = platform.reporter.progress(label, count, "samples");
  try {
    for (let from = 0; from < count; from += chunk) {
      for (let sample = from; sample < Math.min(count, from + chunk); sample++) work(sample);
      progress.update(Math.min(count, from + chunk));
      await new Promise((resolve) => setTimeout(resolve));
      throwIfCancelled(platform.signal, label);
    }
  } finally {
    progress.finish();
  }
}
