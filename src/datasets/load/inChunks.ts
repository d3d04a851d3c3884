import { throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";

const chunk = 250;

/** Work on samples `from` to before `to`, some at a time, with progress; the thread is free in between. @throws CancelledError */
export async function inChunks(
  platform: Platform,
  label: string,
  count: number,
  work: (from: number, to: number) => void,
): Promise<void> {
  const progress = platform.reporter.progress(label, count, "samples");
  try {
    for (let from = 0; from < count; from += chunk) {
      const to = Math.min(count, from + chunk);
      work(from, to);
      progress.update(to);
      await new Promise((resolve) => setTimeout(resolve));
      throwIfCancelled(platform.signal, label);
    }
  } finally {
    progress.finish();
  }
}
