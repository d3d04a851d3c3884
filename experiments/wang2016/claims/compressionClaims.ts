import type { Claim } from "netspectra/experiments";
import { type Contrast, contrastClaim } from "./contrastClaim.ts";
import { accuracy, score } from "./measures.ts";
import { scoreFollowsAccuracy } from "./scoreFollowsAccuracy.ts";

type CompressionCell = {
  readonly data: string;
  readonly augmented: boolean;
  readonly model: string;
  readonly seed: number;
};

const source = "section 4.3, Figure 3";

function above(
  [name, measure]: Contrast<CompressionCell>["measure"],
  pairs: readonly (readonly [string, string])[],
): readonly Contrast<CompressionCell>[] {
  const side = (model: string) => ({ name: `the ${model}`, where: { model, augmented: false } });
  return pairs.map(([first, second]) => ({
    first: side(first),
    second: side(second),
    measure: [name, measure],
    expected: "above",
  }));
}

const taught = [
  ["feed-forward student", "feed-forward shallow"],
  ["convolutional student", "convolutional shallow"],
] as const;
const teaching = [
  ["convolutional teacher", "convolutional student"],
  ["convolutional teacher", "convolutional shallow"],
  ["convolutional teacher", "feed-forward student"],
  ["convolutional teacher", "feed-forward shallow"],
] as const;

/** Figure 3, without augmentation, of which the text says nothing. */
export const compressionClaims: readonly Claim<CompressionCell>[] = [
  contrastClaim(
    "cifar10",
    { statement: "Students of a deep teacher have higher scores than the same networks trained on labels.", source },
    above(score, taught),
  ),
  contrastClaim(
    "cifar10",
    { statement: "Students of a deep teacher are more accurate than the same networks trained on labels.", source },
    above(accuracy, taught),
  ),
  contrastClaim(
    "cifar10",
    { statement: "The deep teacher has a higher score than all other models.", source },
    above(score, teaching),
  ),
  contrastClaim(
    "cifar10",
    { statement: "The deep teacher is more accurate than all other models.", source },
    above(accuracy, teaching),
  ),
  scoreFollowsAccuracy("cifar10", "models of several kinds", `${source}; section 6`),
];
