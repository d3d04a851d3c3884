import { type Candidate, ksDistance } from "./ksDistance.ts";
import type { LogTails } from "./logTails.ts";
import { candidateAt, type TailSearch } from "./searchTail.ts";

/** About the median of D√n for n values of an exponential law whose mean is estimated from them (simulated; see Stephens 1974). */
const usual = 0.7;

/**
 * The largest tail that looks like its power law as much as half of all samples of a power law do: D√n ≤ 0.7, two-sided. The
 * chosen tail, of `tail` values, where none is larger.
 *
 * The tail that is nearest to its law is often but a part of where the law holds, and a part that fits well by chance.
 */
export function lawStart(tails: LogTails, search: TailSearch, tail: number): Candidate {
  const { logs } = tails;
  const logMaximum = search.logMaximum === "largest" ? logs.at(-1)! : search.logMaximum;
  const chosen = logs.length - tail;
  for (let first = 0; first < chosen; first++) {
    const candidate = candidateAt(tails, first, logMaximum, search.repeated);
    const limit = usual / Math.sqrt(logs.length - first);
    if (candidate && ksDistance(logs, candidate, "two-sided", limit).distance <= limit) return candidate;
  }
  // The chosen tail has been fitted before.
  return candidateAt(tails, chosen, logMaximum, true)!;
}
