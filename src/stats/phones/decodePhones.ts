import type { PhoneModel } from "./phoneModel.ts";
import { type Transitions, viterbi } from "./viterbi.ts";

export interface DecodingOptions {
  /** Factor of log prior that is taken from the log posterior (default 1: scaled likelihoods; 0: posteriors as they are). */
  readonly priorScale?: number;
  /** Factor of the bigram's logarithms (default 1). */
  readonly languageWeight?: number;
  /** Taken off for each phone (default 0); negative values favour short phones. */
  readonly insertionPenalty?: number;
}

/**
 * The phones of one utterance: the best path through one state for each phone, which is stayed in or left for another
 * phone by the bigram (a hybrid of network and hidden Markov model; Bourlard and Morgan 1994, chapter 7). A phone does
 * not follow itself.
 *
 * @param logits frames × phones, of a network that was trained to name the phone of a frame
 */
export function decodePhones(
  logits: ArrayLike<number>,
  model: PhoneModel,
  options: DecodingOptions = {},
): readonly number[] {
  const path = viterbi(likelihoods(logits, model, options.priorScale ?? 1), transitionsOf(model, options));
  return [...path.filter((phone, t) => t === 0 || phone !== path[t - 1])];
}

function likelihoods(logits: ArrayLike<number>, { phones, priors }: PhoneModel, priorScale: number): Float64Array {
  const scores = new Float64Array(logits.length);
  for (let at = 0; at < logits.length; at += phones) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < phones; j++) most = Math.max(most, logits[at + j]!);
    let sum = 0;
    for (let j = 0; j < phones; j++) sum += Math.exp(logits[at + j]! - most);
    for (let j = 0; j < phones; j++) scores[at + j] = logits[at + j]! - most - Math.log(sum) - priorScale * priors[j]!;
  }
  return scores;
}

function transitionsOf(
  { phones, stay, leave, bigram }: PhoneModel,
  { languageWeight = 1, insertionPenalty = 0 }: DecodingOptions,
): Transitions {
  const width = phones + 1;
  const enter = (a: number, b: number) => languageWeight * bigram[a * width + b]! - insertionPenalty;
  const change = new Float64Array(phones * phones);
  for (let a = 0; a < phones; a++) {
    for (let b = 0; b < phones; b++) change[a * phones + b] = a === b ? stay[a]! : leave[a]! + enter(a, b);
  }
  return {
    states: phones,
    start: Float64Array.from({ length: phones }, (_, b) => enter(phones, b)),
    end: leave.map((value, a) => value + languageWeight * bigram[a * width + phones]!),
    change,
  };
}
