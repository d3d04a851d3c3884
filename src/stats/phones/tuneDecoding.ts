import type { DecodingOptions } from "./decodePhones.ts";
import type { PhoneModel } from "./phoneModel.ts";
import { type PhoneScore, type SpokenFrames, scorePhones } from "./scorePhones.ts";

/** Tried in all pairs. Frames that overlap repeat what they say, so that weights above 1 are the rule. */
export const languageWeights: readonly number[] = [1, 2, 3, 4, 6];
export const insertionPenalties: readonly number[] = [-4, -2, 0, 2];

/** The weight of the bigram and the insertion penalty of the best phone accuracy on validation utterances. */
export function tuneDecoding(
  validation: SpokenFrames,
  model: PhoneModel,
  options: DecodingOptions = {},
): { options: DecodingOptions; score: PhoneScore } {
  const tried = languageWeights.flatMap((languageWeight) =>
    insertionPenalties.map((insertionPenalty) => {
      const chosen = { ...options, languageWeight, insertionPenalty };
      return { options: chosen, score: scorePhones(validation, model, chosen) };
    }),
  );
  return tried.reduce((best, one) => (one.score.accuracy > best.score.accuracy ? one : best));
}
