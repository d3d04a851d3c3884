import { type Builder, int, type Value } from "../../graph/index.ts";
import type { Groups } from "./groups.ts";

/** Squarings between two rescalings: a matrix of trace 1 and order 500 has an eigenvalue of 1/500, whose 8th power float32 holds. */
const rounds = 4;
const squaringsPerRound = 3;
/** The elements of a vector become whole numbers up to this size, where derivatives end; squares stay within float32. */
const scale = 2 ** 30;

interface GroupedSamples extends Pick<Groups, "members" | "shares"> {
  /** ‖z‖² of each sample: samples × 1. */
  readonly lengths: Value;
}

/**
 * The largest squared singular value of each group's samples × units: groups × 1, zero for an empty group.
 *
 * ZZᵀ with zeros between groups (samples × samples) is block diagonal up to the order of the samples, so its powers are
 * those of all blocks: squared 12 times, a column of it is a block's first eigenvector u unless the next eigenvalue is
 * within about 1e-3 of the first, where any vector between the two serves. ‖Zᵀu‖² is stationary in u, so u is taken as given
 * in derivatives, which then are those of the singular value: 2uuᵀZ.
 */
export function largestSquares(g: Builder, z: Value, { members, lengths }: GroupedSamples): Value {
  const groupsBy = g.swapLast(members);
  /** Each sample's sum over its group. */
  const overGroup = (ofSamples: Value) => {
    const sums = g.matMul(members, g.matMul(groupsBy, ofSamples));
    return g.where(g.greater(sums, 0), sums, 1);
  };
  const together = g.matMul(members, groupsBy);
  let power = g.div(g.mul(g.matMul(z, g.swapLast(z)), together), overGroup(lengths));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < squaringsPerRound; i++) power = g.matMul(power, power);
    const root = g.sqrt(overGroup(g.reduceSum(g.mul(power, power), [1])));
    power = g.div(power, root);
  }
  const sizes = g.reduceSum(g.mul(power, power), [1]);
  const column = g.op("ArgMax", [g.mul(members, sizes)], { axis: int(0), keepdims: int(0) });
  const vectors = g.mul(g.op("Gather", [power, column], { axis: int(1) }), members);
  const largest = g.reduceMax(g.op("Abs", [vectors]), [0]);
  const scaled = g.mul(vectors, g.div(scale, g.where(g.greater(largest, 0), largest, 1)));
  const given = g.cast(g.cast(g.op("Round", [scaled]), "int64"), z.type);
  const projected = g.matMul(g.swapLast(given), z);
  const squares = g.swapLast(g.reduceSum(g.mul(given, given), [0]));
  return g.div(g.reduceSum(g.mul(projected, projected), [1]), g.where(g.greater(squares, 0), squares, 1));
}
