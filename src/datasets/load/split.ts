import { fail, permutation, random } from "../../base/index.ts";

export type Split = "train" | "validation" | "test";

/**
 * Which training samples serve for validation: some at random (by the split's own seed), the last ones (Choi et al. 2020),
 * or none (the validation split is then empty, and all are for training).
 */
export type Validation = "random" | "last" | "none";

/** The first so many samples: exactly so many, or as many as there are. */
export type Limit = number | { readonly atMost: number };

/**
 * Numbers of the training samples that belong to `split`, ascending: the order is the file's.
 *
 * The split has its own seed, so that another training seed never leaks validation samples.
 */
export function splitTraining(
  count: number,
  validationCount: number,
  split: "train" | "validation",
  { validation, splitSeed }: { validation: Validation; splitSeed: number },
): Uint32Array {
  if (validation === "none") return split === "train" ? upTo(count) : new Uint32Array(0);
  const first = count - validationCount;
  if (validation === "last") return split === "train" ? upTo(first) : upTo(count).slice(first);
  const order = permutation(count, random(splitSeed, "validation"));
  return (split === "train" ? order.slice(validationCount) : order.slice(0, validationCount)).sort();
}

/** The user's own samples, divided at random: a tenth for testing, a tenth for validation, the rest for training. */
export function splitOwn(count: number, split: Split, splitSeed: number): Uint32Array {
  const order = permutation(count, random(splitSeed, "own split"));
  const tenth = Math.max(1, Math.floor(count / 10));
  const [from, to] = { test: [0, tenth], validation: [tenth, 2 * tenth], train: [2 * tenth, count] }[split];
  return order.slice(from, to).sort();
}

/**
 * In random order if `shuffle` is a seed; then the first `limit`.
 *
 * @throws NetspectraError when nothing is left, or `limit` is not a count of what is there.
 */
export function arrange(
  indices: Uint32Array,
  { shuffle, limit: wanted, subject }: { shuffle: number | undefined; limit: Limit | undefined; subject: string },
): Uint32Array {
  if (indices.length === 0) fail({ subject, expected: "at least one sample", got: "none" });
  const limit = typeof wanted === "object" ? Math.min(wanted.atMost, indices.length) : wanted;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > indices.length)) {
    fail({
      subject: `--limit ${limit}`,
      expected: `a whole number from 1 to ${indices.length}, the number of samples of ${subject}`,
      got: `${limit}`,
      todo: "Leave --limit out to take them all.",
    });
  }
  const order =
    shuffle === undefined
      ? indices
      : permutation(indices.length, random(shuffle, "shuffle")).map((position) => indices[position]!);
  return limit === undefined ? order : order.slice(0, limit);
}

function upTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}
