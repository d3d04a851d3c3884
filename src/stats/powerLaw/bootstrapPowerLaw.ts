import { fail, type Random, random } from "../../base/index.ts";
import { percentileDescending } from "../percentile.ts";
import { type FittedPowerLaw, type PowerLawOptions, type TailProblem, tailProblem } from "./fitPowerLaw.ts";
import type { Candidate } from "./ksDistance.ts";
import { lawStart } from "./lawStart.ts";
import { logTails } from "./logTails.ts";
import { searchTail } from "./searchTail.ts";

export interface BootstrapOptions {
  /** Replicate r draws from a stream of its own, whatever was done before. Default 0. */
  readonly seed?: number;
  /** Resamples behind the interval of alpha (default 1000); 0 leaves it out. */
  readonly intervalReplicates?: number;
  /** Synthetic samples behind the p-value (default 1000: good to 0.03 at most); 0 leaves it out. */
  readonly goodnessReplicates?: number;
  /** Of the interval; default 0.95. */
  readonly confidence?: number;
  /** Called after each replicate. What it throws ends the work. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface PowerLawBootstrap {
  /** Where alpha lies; absent where more than a tenth of the resamples had no power law. */
  readonly alphaInterval?: readonly [number, number];
  /** Goodness of fit: how probable a distance as large as this is where the law is right. */
  readonly pValue?: number;
}

/**
 * Interval and goodness of fit of a power law, with xmin chosen anew in every replicate.
 *
 * The interval is the percentile interval of the nonparametric bootstrap (Efron & Tibshirani 1993, section 13.3). Of
 * percentile, basic, studentised and symmetric intervals, from resamples and from the fitted law, on alpha and on
 * ln(alpha − 1), it is the one that covered 93 to 97 % of the time for pure Pareto samples and for samples that become a
 * power law gradually or with a jump (150 samples each); the Wald interval covered 59 to 93 %.
 *
 * p follows Clauset, Shalizi & Newman 2009, section 4.1: each value of a synthetic sample comes from the law with the
 * probability of its tail, else it is one of the values below; p = (1 + #{D* ≥ D}) / (1 + replicates). One thing differs: their law
 * begins at the chosen xmin, where the tail happens to fit best, and p is then too large (for Pareto samples 37 % of them
 * are below ½). Here it begins at {@link lawStart}, and 46 % are.
 *
 * @param fit what `fitPowerLaw` gave for these values and options
 * @throws NetspectraError for options out of range
 */
export function bootstrapPowerLaw(
  values: ArrayLike<number>,
  fit: FittedPowerLaw,
  options: PowerLawOptions & BootstrapOptions = {},
): PowerLawBootstrap {
  const { intervalReplicates = 1000, goodnessReplicates = 1000, confidence = 0.95, seed = 0 } = options;
  checkOptions(intervalReplicates, goodnessReplicates, confidence);
  const problem = tailProblem(values, options);
  const law = lawStart(logTails(problem.logs), problem.search, fit.tail);
  const total = intervalReplicates + goodnessReplicates;
  const alphas: number[] = [];
  let asFar = 0;
  for (let done = 0; done < total; done++) {
    if (done < intervalReplicates) {
      const chosen = searchTail(logTails(resample(problem, random(seed, "interval", done))), problem.search);
      if (chosen) alphas.push(1 + chosen.rate);
    } else {
      const logs = synthetic(problem.logs, law, random(seed, "goodness", done - intervalReplicates));
      const chosen = searchTail(logTails(logs), problem.search, fit.ksDistance);
      if (!chosen || chosen.distance >= fit.ksDistance) asFar++;
    }
    options.onProgress?.(done + 1, total);
  }
  alphas.sort((a, b) => b - a);
  const outside = 50 * (1 - confidence);
  return {
    ...(intervalReplicates > 0 &&
      alphas.length >= 0.9 * intervalReplicates && {
        alphaInterval: [percentileDescending(alphas, outside), percentileDescending(alphas, 100 - outside)] as const,
      }),
    ...(goodnessReplicates > 0 && { pValue: (1 + asFar) / (1 + goodnessReplicates) }),
  };
}

function checkOptions(intervalReplicates: number, goodnessReplicates: number, confidence: number): void {
  for (const count of [intervalReplicates, goodnessReplicates]) {
    if (!(Number.isInteger(count) && count >= 0)) {
      fail({ subject: "power law", expected: "a whole number of replicates, 0 or more", got: `${count}` });
    }
  }
  if (!(confidence > 0 && confidence < 1)) {
    fail({ subject: "power law", expected: "a confidence between 0 and 1", got: `${confidence}` });
  }
}

/** As many values drawn with replacement, ascending: counted, not sorted. */
function resample({ logs }: TailProblem, stream: Random): Float64Array {
  return drawn(logs, logs.length, stream, new Float64Array(logs.length));
}

/** Draw `count` times from `logs` into the first places of `into`, in ascending order. */
function drawn(logs: Float64Array, count: number, stream: Random, into: Float64Array): Float64Array {
  const times = new Uint32Array(logs.length);
  for (let i = 0; i < count; i++) times[stream.integer(logs.length)]!++;
  let at = 0;
  for (let i = 0; i < logs.length; i++) for (let t = times[i]!; t > 0; t--) into[at++] = logs[i]!;
  return into;
}

function synthetic(logs: Float64Array, law: Candidate, stream: Random): Float64Array {
  const share = 1 - law.first / logs.length;
  let tail = 0;
  for (let i = 0; i < logs.length; i++) if (stream.uniform() < share) tail++;
  const out = new Float64Array(logs.length);
  if (tail < logs.length) drawn(logs.subarray(0, law.first), logs.length - tail, stream, out);
  return orderedTail(logs[law.first]!, law, tail, stream, out);
}

/**
 * The last `count` places of `out` from the law, ascending: uniform order statistics are normalised sums of exponential
 * numbers (Rényi 1953), so that nothing needs to be sorted.
 */
function orderedTail(start: number, law: Candidate, count: number, stream: Random, out: Float64Array): Float64Array {
  const first = out.length - count;
  const exponential = () => -Math.log1p(-stream.uniform());
  let sum = 0;
  for (let i = first; i < out.length; i++) {
    sum += exponential();
    out[i] = sum;
  }
  const all = sum + exponential();
  for (let i = first; i < out.length; i++) out[i] = start - Math.log1p((-out[i]! / all) * law.mass) / law.rate;
  return out;
}
