import { fail } from "../../base/index.ts";
import { formatBytes } from "../formatBytes.ts";
import type { MatrixFreeMethod } from "../matrixFreeSide.ts";
import { accurateBytes, accurateSideOf, accurateWork } from "./accurateCosts.ts";
import { type EdjmCosts, exactBytes, exactWork, type Work } from "./edjmCosts.ts";
import type { EdjmMethod, EdjmOptions, GramSide } from "./edjmOptions.ts";
import { matrixFreeBytes, matrixFreeMethods, matrixFreeWork } from "./matrixFreeCosts.ts";
import { unitSamples } from "./schedule.ts";

/** One way to compute an EDJM, and what it takes. */
export interface EdjmWay {
  readonly method: EdjmMethod;
  /** Whether singular values come from the rows themselves, by streamed QR. */
  readonly accurate: boolean;
  /** Which Gram matrix is formed, or which side R has; null where there is none. */
  readonly side: GramSide | null;
  /** Outputs whose matrices are summed in one pass over the data. */
  readonly outputsPerPass: number;
  /** Samples side: samples whose rows are kept in one pass; null elsewhere. */
  readonly samplesPerPass: number | null;
  /** How often a sample goes through the network, on average. */
  readonly passes: number;
  readonly flops: Work;
  /** Bytes of the whole process at its peak, as far as they can be foreseen. */
  readonly memory: number;
  /** Expected seconds on this machine, from the rate of one matrix product. */
  readonly seconds: number;
  readonly fits: boolean;
}

/** How an EDJM is computed, chosen before the work begins. */
export interface EdjmPlan extends Omit<EdjmWay, "fits"> {
  /** n, d and the number of outputs asked for. */
  readonly samples: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Samples per run of the network. */
  readonly batch: number;
  /** Bytes that were allowed. */
  readonly budget: number;
  readonly reason: string;
  /** Every way that was weighed, the chosen one included. */
  readonly ways: readonly EdjmWay[];
}

/** Bytes that may be used unless the caller says otherwise. */
export const defaultMemory = 2 * 2 ** 30;

/**
 * Choose how to compute an EDJM: the exact way that takes least time among those that fit into the memory, else a matrix-free
 * one. The choice depends on sizes and options only, not on how fast the machine is, so that it can be repeated.
 *
 * @throws NetspectraError for a way that was asked for and cannot fit, with the numbers
 */
export function chooseEdjmPlan(costs: EdjmCosts, options: EdjmOptions): EdjmPlan {
  const budget = options.memory ?? defaultMemory;
  const { method, side } = options;
  if (side && method !== undefined && method !== "exact") {
    fail({
      subject: "--side",
      expected: "--method exact, the only one that forms a matrix",
      got: `--method ${method}`,
    });
  }
  const forced = {
    outputs: checkShare("--outputs-per-pass", options.outputsPerPass, costs.outputs),
    samples: checkShare("--samples-per-pass", options.samplesPerPass, costs.samples),
  };
  const ways = options.accurate
    ? [accurateWay(costs, budget, forced, options)]
    : [
        ...(["inputs", "samples"] as const).map((each) => exactWay(costs, each, budget, forced)),
        ...matrixFreeMethods.map((each) => matrixFreeWay(costs, each, budget)),
      ];
  const allowed = ways.filter((way) => {
    if (side) return way.side === side;
    return method ? way.method === method : automatic.includes(way.method);
  });
  const fitting = allowed.filter(({ fits }) => fits);
  const isExact = (way: EdjmWay) => way.method === "exact";
  const chosen = fastest(fitting.filter(isExact)) ?? fastest(fitting);
  if (!chosen) return refuse(allowed, costs, budget);
  if (chosen.method !== "exact" && costs.curve)
    fail({ subject: "--curve", expected: "--method exact", got: chosen.method });
  const { fits: _, ...way } = chosen;
  return {
    ...way,
    samples: costs.samples,
    inputs: costs.inputs,
    outputs: costs.outputs,
    batch: costs.batch(chosen.outputsPerPass),
    budget,
    reason: reasonFor(chosen, ways, options),
    ways,
  };
}

/** What is chosen unasked: the last only where nothing exact fits. */
const automatic: readonly EdjmMethod[] = ["exact", "lanczos"];

const fastest = (ways: readonly EdjmWay[]) => ways.toSorted((a, b) => a.seconds - b.seconds)[0];

/** What was asked for, but no more than there is. */
function checkShare(subject: string, wanted: number | undefined, all: number): number | undefined {
  if (wanted === undefined || (Number.isInteger(wanted) && wanted >= 1)) return wanted && Math.min(wanted, all);
  return fail({ subject, expected: "a whole number, 1 or more", got: `${wanted}` });
}

interface Forced {
  readonly outputs: number | undefined;
  readonly samples: number | undefined;
}

/** As many outputs in one pass as fit; where not even one does, as many rows as fit. */
function exactWay(costs: EdjmCosts, side: GramSide, budget: number, forced: Forced): EdjmWay {
  const { samples } = costs;
  const all = side === "samples" ? (forced.samples ?? samples) : 0;
  const fits = (outputs: number, held: number) => exactBytes(costs, side, outputs, held) <= budget;
  const outputs = forced.outputs ?? mostOutputs(costs.outputs, (count) => fits(count, all));
  const held = forced.samples ?? mostSamples(costs, all, (count) => fits(outputs, count));
  const passes = Math.ceil(costs.outputs / outputs) * (side === "samples" ? passesHolding(held, samples) : 1);
  const flops = exactWork(costs, side, outputs, passes);
  return {
    method: "exact",
    accurate: false,
    side,
    outputsPerPass: outputs,
    samplesPerPass: side === "samples" ? held : null,
    passes,
    flops,
    memory: exactBytes(costs, side, outputs, held),
    seconds: costs.seconds(flops, outputs),
    fits: fits(outputs, held),
  };
}

/** On the smaller side; as many outputs in one pass as fit. @throws NetspectraError for options that ask for another way */
function accurateWay(costs: EdjmCosts, budget: number, forced: Forced, { method, side }: EdjmOptions): EdjmWay {
  const { samples } = costs;
  const smaller = accurateSideOf(costs);
  const refuseOther = (subject: string, expected: string, got: string) =>
    fail({ subject, expected: `${expected} with --accurate`, got, todo: "Leave one of the two out." });
  if (method !== undefined && method !== "exact") refuseOther("--method", "exact", method);
  if (side !== undefined && side !== smaller) refuseOther("--side", `${smaller}, the smaller side,`, side);
  if (forced.samples !== undefined && forced.samples < samples && smaller === "samples") {
    refuseOther("--samples-per-pass", `all ${samples}`, `${forced.samples}`);
  }
  const fits = (count: number) => accurateBytes(costs, count) <= budget;
  const outputs = forced.outputs ?? mostOutputs(costs.outputs, fits);
  const passes = Math.ceil(costs.outputs / outputs);
  const flops = accurateWork(costs, outputs, passes);
  return {
    method: "exact",
    accurate: true,
    side: smaller,
    outputsPerPass: outputs,
    samplesPerPass: smaller === "samples" ? samples : null,
    passes,
    flops,
    memory: accurateBytes(costs, outputs),
    seconds: costs.seconds(flops, outputs),
    fits: fits(outputs),
  };
}

/** As many as fit, in shares as even as that number of passes allows; 1 where not even one fits. */
function mostOutputs(all: number, fits: (count: number) => boolean): number {
  let count = all;
  while (count > 1 && !fits(count)) count--;
  return Math.ceil(all / Math.ceil(all / count));
}

function mostSamples({ samples, inputs }: EdjmCosts, all: number, fits: (count: number) => boolean): number {
  const unit = Math.min(unitSamples(inputs), samples);
  let held = all;
  while (held > unit && !fits(held)) held = Math.max(unit, held - unit);
  return held;
}

/** How often a sample goes by when so many rows are kept: each pass begins where the rows of the one before end. */
function passesHolding(held: number, samples: number): number {
  let passes = 0;
  for (let start = 0; start < samples; start += held) passes += 1 - start / samples;
  return passes;
}

function matrixFreeWay(costs: EdjmCosts, method: MatrixFreeMethod, budget: number): EdjmWay {
  const { passes, flops } = matrixFreeWork(costs, method);
  const memory = matrixFreeBytes(costs, method);
  const seconds = costs.seconds(flops, 1);
  return {
    method,
    accurate: false,
    side: null,
    outputsPerPass: 1,
    samplesPerPass: null,
    passes,
    flops,
    memory,
    seconds,
    fits: memory <= budget,
  };
}

function refuse(allowed: readonly EdjmWay[], { samples, inputs, groups }: EdjmCosts, budget: number): never {
  const least = allowed.toSorted((a, b) => a.memory - b.memory)[0]!;
  const way = least.side ? `${least.method}, ${least.side} side` : least.method;
  return fail({
    subject: "--memory",
    expected: `at least ${formatBytes(least.memory)} for ${least.outputsPerPass === 1 ? "one output" : `${least.outputsPerPass} outputs`} at a time (${way}; n = ${samples}, d = ${inputs})`,
    got: formatBytes(budget),
    todo: `Use fewer samples (--limit)${groups > 1 ? ", fewer jackknife groups (--groups 1)" : ""}, another --method, or a larger budget. --plan shows the numbers.`,
  });
}

function reasonFor(chosen: EdjmWay, ways: readonly EdjmWay[], { method, side, accurate }: EdjmOptions): string {
  if (accurate) return "--accurate was asked for";
  if (side || method) return `--${side ? `side ${side}` : `method ${method}`} was asked for`;
  if (chosen.method !== "exact") return "no Gram matrix of either side fits into the memory";
  const other = ways.find((way) => way.method === "exact" && way.side !== chosen.side)!;
  return chosen.seconds <= other.seconds ? "the faster side" : "the faster side does not fit into the memory";
}
