import { fail } from "../../base/index.ts";
import { densityPresets } from "../../spectra/index.ts";
import { defaultMemory } from "../edjm/edjmPlan.ts";
import { formatSeconds } from "../edjm/planText.ts";
import { formatBytes } from "../formatBytes.ts";
import type { HessianMethod, HessianOptions } from "./hessianOptions.ts";

/** How the spectrum of a Hessian is found, and what that takes. */
export interface HessianPlan {
  readonly method: HessianMethod;
  readonly reason: string;
  readonly precision: "float32" | "float64";
  /** Order of the matrix. */
  readonly order: number;
  readonly samples: number;
  /** Samples per run of the network. */
  readonly batch: number;
  /** Products with one vector, at most. */
  readonly products: number;
  readonly flops: number;
  /** Bytes, about. */
  readonly memory: number;
  readonly seconds: number;
  /** Eigenvalues at either end; Lanczos vectors that are multiplied at a time. */
  readonly values: number;
  readonly smallest: number;
  readonly block: number;
  readonly mostProducts: number;
  readonly traceProducts: number;
  readonly probes: number;
  readonly steps: number;
  /** Bytes for vectors. */
  readonly vectorMemory: number;
  /** What memory has cut short, as sentences. */
  readonly notes: readonly string[];
}

/** What a plan has to know of the problem. */
export interface HessianCosts {
  readonly order: number;
  readonly samples: number;
  readonly batch: number;
  /** Operations of one product with one vector, over all samples. */
  readonly flops: number;
  /** Hessians: 1, or one for each sample. */
  readonly matrices: number;
}

/** Up to this order the whole matrix is computed, unless the options say otherwise. */
const largestExact = { parameters: 5000, input: 1000 } as const;
/** What products reach (operations per second) beside what each of them takes anyhow. */
const rate = { flops: 4e10, eigen: 8e9, vectors: 1e9 } as const;

/** @throws NetspectraError for numbers out of range, and a memory that is too small */
export function hessianPlan(costs: HessianCosts, options: HessianOptions): HessianPlan {
  const { order, samples, batch, matrices } = costs;
  const { wrt = "parameters", memory = defaultMemory, compat } = options;
  const small = order <= largestExact[wrt];
  const method = options.method ?? (small && !compat ? "exact" : "slq");
  const precision = options.precision ?? (method === "exact" ? "float64" : "float32");
  const preset = densityPresets[compat ?? "default"].quadrature;
  const vectorMemory = Math.floor(memory / 2);
  const ends = endsThatFit(order, vectorMemory, options);
  const probes = count("probes", options.probes ?? preset.probes);
  const wanted = Math.min(count("steps", options.steps ?? preset.steps), order);
  const steps = Math.min(wanted, Math.floor(vectorMemory / (8 * order)) - 3);
  const third = Math.floor(vectorMemory / (8 * order) / 5);
  const wantedTrace = options.traceProducts ?? 99;
  const traceProducts = Math.min(wantedTrace, Math.max(6, 3 * third), Math.max(6, 3 * order));
  const mostProducts = count("mostProducts", options.mostProducts ?? 400);
  const exactBytes = 8 * order * order * 2.5;
  const needed = method === "exact" ? exactBytes : 8 * order * 20;
  if (needed > memory) {
    fail({
      subject: "--memory",
      expected: `at least ${formatBytes(needed)} for ${method === "exact" ? "the whole matrix" : "vectors"} of order ${order}`,
      got: formatBytes(memory),
      todo: method === "exact" ? "Leave the method open, or choose --layer." : "Choose some layers with --layer.",
    });
  }
  const products = method === "exact" ? order : mostProducts + traceProducts + (method === "slq" ? probes * steps : 0);
  const flops = matrices * (products * costs.flops + (method === "exact" ? (4 / 3) * order ** 3 : 0));
  const eigen = method === "exact" ? (matrices * (4 / 3) * order ** 3) / rate.eigen : 0;
  // Each new vector is made orthogonal to the earlier ones, twice.
  const basis = Math.min(mostProducts, vectorMemory / (8 * order));
  const pairs = (mostProducts * basis) / 2 + (method === "slq" ? (probes * steps ** 2) / 2 : 0);
  const orthogonal = method === "exact" ? 0 : (matrices * 8 * order * pairs) / rate.vectors;
  const runs = matrices * products * Math.max(1, samples / (matrices * batch));
  const bytes = method === "exact" ? exactBytes : 8 * order * Math.min(probes * steps + 20, vectorMemory / (8 * order));
  return {
    method,
    reason: options.method
      ? "as asked for"
      : method === "exact"
        ? `order ${order}: the whole matrix is affordable`
        : compat
          ? `as ${compat} does`
          : `order ${order} is above ${largestExact[wrt]}`,
    precision,
    order,
    samples,
    batch,
    products: products * matrices,
    flops,
    memory: bytes,
    seconds: (matrices * products * costs.flops) / rate.flops + eigen + orthogonal + runs * 2e-4,
    ...ends,
    mostProducts,
    traceProducts,
    probes,
    steps,
    vectorMemory,
    notes: [
      ...(method === "slq" && steps < wanted
        ? [`memory has room for ${steps} Lanczos steps instead of ${wanted} (--memory)`]
        : []),
      ...(method !== "exact" && traceProducts < Math.min(wantedTrace, 3 * order)
        ? [`memory has room for ${traceProducts} products for the trace instead of ${wantedTrace} (--memory)`]
        : []),
    ],
  };
}

/** A plan in one sentence, for the line that is shown before the work. */
export function hessianPlanText(plan: HessianPlan): string {
  const { method, reason, order, samples, batch, products, memory, seconds, precision } = plan;
  return (
    `plan: ${method} (${reason}), ${precision}; order ${order}, ${samples} samples, ${batch} a run, ` +
    `${method === "exact" ? "" : "at most "}${products} products with vectors, ` +
    `about ${formatBytes(memory)}, about ${formatSeconds(seconds)}${plan.notes.map((note) => `; ${note}`).join("")}`
  );
}

/** Eigenvalues at the ends: those that were asked for, or as many of the default as memory has room for. */
function endsThatFit(order: number, memory: number, options: HessianOptions) {
  const largest = options.compat ? 1 : 10;
  const choices = [
    [largest, options.compat ? 0 : largest, 4],
    [5, 5, 2],
    [2, 2, 1],
    [1, 1, 1],
  ] as const;
  const vectors = Math.floor(memory / (8 * order));
  const [values, smallest, block] =
    choices.find(([top, bottom, width]) => vectors >= top + bottom + 8 * width + 16) ?? choices.at(-1)!;
  const top = Math.min(count("values", options.values ?? values), order);
  const bottom = Math.min(options.smallest ?? smallest, order - top);
  return { values: top, smallest: bottom, block: Math.min(block, order) };
}

function count(subject: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  return fail({ subject, expected: "a whole number, 1 or more", got: `${value}` });
}
