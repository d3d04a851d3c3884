import type { Platform, SessionOptions } from "../../platform/index.ts";
import { type ActivationSums, addUnitRows, emptySums, type SumShifts, unitSumsFromPairs } from "../../stats/index.ts";
import type { LayerView } from "../activations/index.ts";
import { openSumProducts, type SumProducts } from "./sumProducts.ts";

/** Gathers the sums of one layer while batches of activations go by. */
export interface LayerSums {
  /** The values are kept until enough rows for a product are there. */
  add(values: Float32Array | Float64Array): Promise<void>;
  /** The sums of all that was added since the last call. */
  take(): Promise<ActivationSums>;
  close(): Promise<void>;
}

/**
 * Rows of one product, at least and at most: the runtime is at full speed from the least on; the more, the less it costs to add what
 * it yields.
 */
const rowsPerProduct = [2048, 8192] as const;
/** Activations of one product, where that is more than the least of rows. */
const numbersPerProduct = 6 * 2 ** 20;

/** Bytes that the sums of a layer take, with what a product of them yields beside. */
export function sumBytes({ units, nonNegative }: LayerView, activations: "positive" | "all"): number {
  const matrices = activations === "all" ? 1 : nonNegative ? 4 : 5;
  return 8 * units ** 2 * (2 * matrices + 1);
}

/** The sums of a layer of `type`. */
export function gatherLayerSums(
  platform: Platform,
  view: LayerView,
  type: "float32" | "float64",
  activations: "positive" | "all",
  options: SessionOptions,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): LayerSums {
  const { units, positions } = view;
  const [least, most] = rowsPerProduct;
  const enough = Math.max(least, Math.min(most, Math.floor(numbersPerProduct / units)));
  // Where no activation is negative, the diagonals of the products are the sums of single units.
  const onDiagonal = view.nonNegative && activations === "positive";
  let shifts: SumShifts | undefined;
  let products: SumProducts | undefined;
  let waiting: (Float32Array | Float64Array)[] = [];
  let sums: ActivationSums | undefined;
  let pending: Promise<void> = Promise.resolve();
  const rowsOf = (values: readonly ArrayLike<number>[]) =>
    values.reduce((count, { length }) => count + length, 0) / units;

  const flush = async () => {
    const values = joined(waiting, type);
    waiting = [];
    shifts ??= shiftsOf(view, values, activations);
    sums ??= emptySums(units, shifts);
    if (values.length === 0) return;
    products ??= await openSumProducts(platform, view, type, shifts, options);
    const [opened, target] = [products, sums];
    // One product runs while the next rows are gathered, and the network goes on.
    await pending;
    pending = inTurn(() => opened.addTo(target, values));
    // Whoever gives up early never asks for it; its failure must not end the process.
    pending.catch(() => {});
    if (!onDiagonal) addUnitRows(sums, values, view);
    else sums.rows += values.length / units;
  };
  return {
    async add(values) {
      // A product takes whole samples, and as many rows as their counts are exact for in float32.
      const size = units * positions;
      const step = size * Math.max(1, Math.floor(2 ** 20 / positions));
      for (let from = 0; from < values.length; from += step) {
        waiting.push(values.subarray(from, from + step));
        if (rowsOf(waiting) >= enough) await flush();
      }
    },
    async take() {
      await flush();
      await pending;
      const taken = sums!;
      sums = undefined;
      if (onDiagonal) unitSumsFromPairs(taken);
      return taken;
    },
    close: async () => products?.close(),
  };
}

function joined(parts: readonly (Float32Array | Float64Array)[], type: "float32" | "float64") {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = type === "float64" ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Rows that a shift is made of: it need not be the mean itself. */
const rowsOfShift = 512;

/** About the means of the first rows; in float32, so that the difference to activations that are all the same is 0. */
function shiftsOf(view: LayerView, values: Float32Array | Float64Array, activations: "positive" | "all"): SumShifts {
  const first = emptySums(view.units, {});
  const size = view.units * view.positions;
  addUnitRows(first, values.subarray(0, size * Math.ceil(rowsOfShift / view.positions)), view);
  const { rows, sums, positives, positiveSums } = first;
  const whole = sums.map((sum) => Math.fround(rows === 0 ? 0 : sum / rows));
  if (activations === "all") return { whole };
  const pairs = positiveSums.map((sum, i) => (positives[i] === 0 ? 0 : Math.fround(sum / positives[i]!)));
  return view.nonNegative ? { pairs } : { pairs, whole };
}
