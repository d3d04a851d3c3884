import { fail, permutation, random, type Samples } from "../base/index.ts";

/** Labels that no longer belong to their samples. */
export interface RandomLabels {
  /** Share of the samples, 0 … 1, chosen at random, whose labels are replaced. Larger shares contain the smaller ones. Default 1. */
  readonly share?: number;
  /**
   * "shuffled": the labels of the chosen samples change places, so that all classes keep their sizes; "uniform": each is
   * drawn anew, all classes alike. Either may hit the true label again. Default "shuffled".
   */
  readonly kind?: "shuffled" | "uniform";
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Samples with random labels, wholly or in part (Zhang et al. 2017, section 2.1: random and partially corrupted labels);
 * the samples themselves stay as they are. The hash of the whole is left out.
 *
 * @throws NetspectraError for samples without labels, and a share that is none
 */
export function randomLabels(samples: Samples, { share = 1, kind = "shuffled", seed = 0 }: RandomLabels = {}): Samples {
  const { sha256: _, utterances: __, labels, ...rest } = samples;
  const { source, count, classes } = samples;
  if (!labels) fail({ subject: source, expected: "labels to be replaced by random ones", got: "none" });
  if (!(share >= 0 && share <= 1)) {
    fail({ subject: '"share" of random labels', expected: "a number from 0 to 1", got: `${share}` });
  }
  const chosen = permutation(count, random(seed, "samples of random labels")).subarray(0, Math.round(share * count));
  const drawn = random(seed, "random labels", kind);
  const order = permutation(chosen.length, drawn);
  const classCount = classes?.length ?? 1 + labels.reduce((a, b) => Math.max(a, b), 0);
  const replaced = labels.slice();
  chosen.forEach((sample, i) => {
    replaced[sample] = kind === "shuffled" ? labels[chosen[order[i]!]!]! : drawn.integer(classCount);
  });
  const what = kind === "shuffled" ? "shuffled among their samples" : "drawn anew";
  const note = `${chosen.length} of ${count} labels were ${what} (seed ${seed})`;
  return { ...rest, labels: replaced, notes: [...(samples.notes ?? []), note] };
}
