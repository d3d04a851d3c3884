import { fail } from "../../base/index.ts";
import type { EdjmCosts } from "../edjm/edjmCosts.ts";
import { defaultMemory } from "../edjm/edjmPlan.ts";
import { formatSeconds } from "../edjm/planText.ts";
import { unitSamples } from "../edjm/schedule.ts";
import { formatBytes } from "../formatBytes.ts";

/** How M = 𝒥𝒥ᵀ is computed, chosen before the work begins. */
export interface CorrelationPlan {
  /** n, d and the number of outputs asked for. */
  readonly samples: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs whose products are summed in one round over the data. */
  readonly outputsPerPass: number;
  /** Samples whose rows are kept in one pass; the others are multiplied with them as they come. */
  readonly samplesPerPass: number;
  /** How often a sample goes through the network, on average. */
  readonly passes: number;
  /** Samples per run of the network. */
  readonly batch: number;
  /** Bytes of the whole process at its peak, as far as they can be foreseen. */
  readonly memory: number;
  /** Bytes that were allowed. */
  readonly budget: number;
  /** Expected seconds on this machine, from the rate of one matrix product. */
  readonly seconds: number;
}

/**
 * Keep all rows where they fit. Where they do not, take some outputs at a time, whose products add up; where the outputs
 * cannot be had apart (probabilities need those of all logits), or one output is still too much, keep the rows of some samples.
 *
 * @param held networks whose results are held meanwhile
 * @throws NetspectraError where even the fewest rows do not fit, with the numbers
 */
export function chooseCorrelationPlan(
  costs: EdjmCosts,
  { memory: budget = defaultMemory, held = 0 }: { readonly memory?: number; readonly held?: number },
  together: boolean,
): CorrelationPlan {
  const { samples: n, inputs: d, outputs: k } = costs;
  const bytes = (outputs: number, kept: number) => bytesOf(costs, outputs, kept, held);
  let outputs = k;
  if (!together) while (outputs > 1 && bytes(outputs, n) > budget) outputs--;
  const rounds = Math.ceil(k / outputs);
  outputs = Math.ceil(k / rounds);
  // Units are as even as may be; the smaller of them, so that each pass begins with the unit that it should.
  const unit = Math.floor(n / Math.ceil(n / unitSamples(outputs * d)));
  let kept = n;
  while (kept > unit && bytes(outputs, kept) > budget) kept = Math.max(unit, kept - unit);
  const memory = bytes(outputs, kept);
  if (memory > budget) {
    fail({
      subject: "--memory",
      expected: `at least ${formatBytes(memory)} for the matrix of ${n} × ${n} between samples and the rows of ${kept} of them (${outputs} outputs × ${d} inputs)`,
      got: formatBytes(budget),
      todo: "Use fewer samples (--limit), fewer outputs (--outputs), or a larger budget.",
    });
  }
  let visits = 0;
  for (let start = 0; start < n; start += kept) visits += 1 - start / n;
  const passes = rounds * visits;
  const work = {
    network: passes * n * costs.networkFlops(outputs),
    products: k * d * n * n,
    eigenvalues: 1.5 * n ** 3,
  };
  return {
    samples: n,
    inputs: d,
    outputs: k,
    outputsPerPass: outputs,
    samplesPerPass: kept,
    passes,
    batch: costs.batch(outputs),
    memory,
    budget,
    seconds: costs.seconds(work, 1),
  };
}

/** Bytes at the peak: rows and half a matrix of products, or the matrices of the eigenvalues at the end. */
function bytesOf(costs: EdjmCosts, outputs: number, kept: number, held: number): number {
  const { samples: n, inputs: d, elementBytes } = costs;
  const width = outputs * d;
  const unit = Math.ceil(n / Math.ceil(n / unitSamples(width)));
  // Those of one run; of a unit, as they come and side by side; kept; in float64 for a product, two factors, and what comes out.
  const rows =
    (costs.batch(outputs) + 2 * unit + kept) * width * elementBytes + 2 * unit * width * 8 + 2 * unit * unit * 8;
  const products = 1.5 * n * n * 8 + rows;
  // Cosines, the matrix, its copy for a worker, and what the kernel takes; as much for the map, and files.
  const finish = 4.5 * n * n * 8;
  // Cosines, and the matrix when it is written.
  const others = held * 2 * n * n * 8;
  return costs.networkBytes(outputs) + others + Math.max(products, finish);
}

/** A plan in one sentence, for the line that is shown before the work. */
export function correlationPlanText(plan: CorrelationPlan): string {
  const { samples, inputs, outputs, outputsPerPass, samplesPerPass, passes, batch, memory, seconds } = plan;
  const times = passes === 1 ? "one pass" : `${Number(passes.toFixed(1))} passes`;
  const share = outputsPerPass < outputs ? ` of ${outputsPerPass} outputs at a time` : "";
  return (
    `plan: a matrix of ${samples} × ${samples}; ${samples} samples × ${inputs} inputs × ${outputs} outputs, rows of ` +
    `${samplesPerPass} samples${share} kept, ${times}, ${batch} samples a run, about ${formatBytes(memory)}, ` +
    `about ${formatSeconds(seconds)}`
  );
}
