import { type Gather, type Samples, type Tensor, tensor } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";

/** How samples are handed to the graphs of a training: as float32, or as bytes that stand for byte / divisor. */
export interface FedSamples {
  /** Absent for float32. */
  readonly divisor?: number;
}

/** Bytes where all of these samples are kept as bytes of the same meaning: they are gathered and handed over faster. */
export function fedSamples(sets: readonly Pick<Samples, "gather">[]): FedSamples {
  const [divisor, ...others] = new Set(sets.map(({ gather }) => gather.stored?.divisor));
  return divisor === undefined || others.length > 0 ? {} : { divisor };
}

/** The element type of the graphs' input. */
export function fedType({ divisor }: FedSamples): "uint8" | "float32" {
  return divisor === undefined ? "float32" : "uint8";
}

/** What was fed, as the float32 values that it stands for: the same ones either way. */
export function fedValues(g: Builder, fed: Value, { divisor }: FedSamples): Value {
  if (divisor === undefined) return fed;
  const values = g.cast(fed, "float32");
  return divisor === 1 ? values : g.div(values, divisor);
}

/** The chosen samples, to be fed. */
export function gatherFed(
  gather: Gather,
  indices: readonly number[],
  shape: readonly number[],
  { divisor }: FedSamples,
): Tensor {
  return divisor === undefined
    ? tensor("float32", shape, gather(indices))
    : tensor("uint8", shape, gather.stored!.gather(indices));
}
