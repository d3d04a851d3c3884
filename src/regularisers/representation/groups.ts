import { float32 } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";

/**
 * The samples of a batch in groups, as a matrix, so that one product serves all groups and one that is empty is a column
 * of zeros: nothing is divided by its size, and it adds nothing to any sum.
 */
export interface Groups {
  /** samples × groups: 1 where a sample belongs to a group. */
  readonly members: Value;
  /** samples × groups: 1/n where a sample belongs to a group of n. */
  readonly shares: Value;
  readonly count: number;
  /** How many are empty: a scalar. */
  readonly absent: Value;
}

/** All samples together. */
export function oneGroup(g: Builder, samples: number, like: Value): Groups {
  const ones = new Float32Array(samples).fill(1);
  const members = g.cast(g.constant(float32([samples, 1], ones)), like.type);
  return { members, shares: g.div(members, samples), count: 1, absent: g.scalar(0, like) };
}

/** The samples of each class; of learned probabilities the largest counts. */
export function classGroups(g: Builder, targets: Value): Groups {
  const [, classes] = targets.shape as readonly [number, number];
  const all = g.indices(Array.from({ length: classes }, (_, k) => k));
  const members = g.cast(g.equal(g.op("ArgMax", [targets], { axis: int(1) }), all), targets.type);
  const sizes = g.reduceSum(members, [0]);
  const present = g.op("Min", [sizes, g.scalar(1, sizes)]);
  return {
    members,
    shares: g.div(members, g.op("Max", [sizes, g.scalar(1, sizes)])),
    count: classes,
    absent: g.sub(classes, g.reduceSum(present, [0, 1], false)),
  };
}

/** The samples minus the means of their groups. */
export function centredBy(g: Builder, z: Value, { members, shares }: Groups): Value {
  return g.sub(z, g.matMul(members, g.matMul(g.swapLast(shares), z)));
}
