// Preloaded by node --import: writes the peak resident set of the process, in MiB, to the file PEAK_MEMORY names.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  process.on("exit", () => writeFileSync(process.env.PEAK_MEMORY, `${process.resourceUsage().maxRSS / 1024}`));
}
