import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import {
  alignSequences,
  decodePhones,
  estimatePhoneModel,
  scoreFrames,
  scorePhones,
  type Transitions,
  tuneDecoding,
  viterbi,
} from "./index.ts";

/** All sequences of `length` numbers below `states`. */
function* sequences(states: number, length: number): Generator<number[]> {
  if (length === 0) yield [];
  else for (const head of sequences(states, length - 1)) for (let s = 0; s < states; s++) yield [...head, s];
}

test("viterbi: no path is better, of all there are", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer(),
      (states, frames, seed) => {
        const { normal } = random(seed, "viterbi");
        const draw = (length: number) => Float64Array.from({ length }, normal);
        const [scores, start, end, change] = [draw(frames * states), draw(states), draw(states), draw(states * states)];
        const score = (path: ArrayLike<number>) => {
          let sum = start[path[0]!]! + end[path[frames - 1]!]!;
          for (let t = 0; t < frames; t++) sum += scores[t * states + path[t]!]!;
          for (let t = 1; t < frames; t++) sum += change[path[t - 1]! * states + path[t]!]!;
          return sum;
        };
        const transitions: Transitions = { states, start, end, change };
        const best = Math.max(...Array.from(sequences(states, frames), score));
        expect(score(viterbi(scores, transitions))).toBeCloseTo(best, 10);
      },
    ),
    { numRuns: 60 },
  );
});

const edits = (a: number[], b: number[]): number => {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  if (a[0] === b[0]) return edits(a.slice(1), b.slice(1));
  return 1 + Math.min(edits(a.slice(1), b), edits(a, b.slice(1)), edits(a.slice(1), b.slice(1)));
};

const shortSequence = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 });

test("alignment: as few edits as by the definition, and the counts agree with the lengths", () => {
  fc.assert(
    fc.property(shortSequence, shortSequence, (truth, recognised) => {
      const { count, substitutions, deletions, insertions } = alignSequences(truth, recognised);
      expect(substitutions + deletions + insertions).toBe(edits(truth, recognised));
      expect(count - deletions + insertions).toBe(recognised.length);
      expect(count).toBe(truth.length);
      const back = alignSequences(recognised, truth);
      expect([back.insertions, back.deletions, back.substitutions]).toEqual([deletions, insertions, substitutions]);
    }),
  );
  expect(alignSequences([], [])).toEqual({ count: 0, substitutions: 0, deletions: 0, insertions: 0 });
});

test("phone model: probabilities add up to 1, and follow the counts", () => {
  fc.assert(
    fc.property(fc.array(shortSequence, { maxLength: 5 }), (all) => {
      const transcriptions = all.map((one) => Int32Array.from(one));
      const labels = Int32Array.from(all.flatMap((one) => one.flatMap((phone) => [phone, phone, phone])));
      const { priors, stay, leave, bigram } = estimatePhoneModel({ labels, transcriptions }, 3);
      const total = (values: Float64Array) => values.reduce((sum, value) => sum + Math.exp(value), 0);
      for (let a = 0; a < 4; a++) expect(total(bigram.subarray(4 * a, 4 * a + 4))).toBeCloseTo(1, 12);
      expect(total(priors)).toBeCloseTo(1, 12);
      for (let a = 0; a < 3; a++) expect(Math.exp(stay[a]!) + Math.exp(leave[a]!)).toBeCloseTo(1, 12);
    }),
  );
  // After 0 always came 1: T = 1, P(1) = (3 + 1) / (9 + 3 + 1), with start and end as the fourth of 4.
  const abc = Int32Array.of(0, 1);
  const { bigram } = estimatePhoneModel({ labels: abc, transcriptions: [abc, abc, abc] }, 3);
  expect(Math.exp(bigram[1]!)).toBeCloseTo((3 + 4 / 13) / 4, 12);
});

/** Utterances of phones that last a few frames, with logits that know them up to noise. */
function speech(seed: number, noise: number, utteranceCount: number) {
  const { integer, normal } = random(seed, "speech");
  const classes = ["aa", "ao", "q", "h#"];
  const utterances = Array.from({ length: utteranceCount }, () => {
    const said: number[] = [3];
    for (let i = 0; i < 8; i++) said.push((said.at(-1)! + 1 + integer(3)) % 4);
    const frames = said.flatMap((phone) => Array<number>(3 + integer(4)).fill(phone));
    return { frames: frames.length, classes: Int32Array.from(said), labels: frames };
  });
  const labels = Int32Array.from(utterances.flatMap((one) => one.labels));
  const logits = Float32Array.from(
    [...labels].flatMap((label) => classes.map((_, j) => (j === label ? 4 : 0) + noise * normal())),
  );
  return { logits, labels, utterances, classes };
}

test("what is known is recognised; folding forgives, glottal stops do not count", () => {
  const clean = speech(1, 0, 5);
  const model = estimatePhoneModel(
    { labels: clean.labels, transcriptions: clean.utterances.map(({ classes }) => classes) },
    4,
  );
  const first = clean.utterances[0]!;
  expect(decodePhones(clean.logits.subarray(0, first.frames * 4), model)).toEqual([...first.classes]);
  const spoken = clean.utterances.flatMap(({ classes }) => [...classes]).filter((phone) => phone !== 2).length;
  expect(scorePhones(clean, model)).toMatchObject({ accuracy: 1, correct: 1, count: spoken, utterances: 5 });
  // "ao" in place of "aa" is an error of frames, not of phones.
  const swapped = clean.logits.map((_, i) => clean.logits[[1, 0, 0, 0][i % 4]! ? i + 1 : i % 4 === 1 ? i - 1 : i]!);
  expect(scoreFrames({ ...clean, logits: swapped })).toMatchObject({ folded: 1 });
  expect(scoreFrames({ ...clean, logits: swapped }).accuracy).toBeLessThan(1);
  expect(scoreFrames(clean)).toMatchObject({ accuracy: 1, folded: 1, frames: clean.labels.length });
});

test("noise: neighbours help to decode, and tuning does not do worse", () => {
  const noisy = speech(2, 3, 12);
  const other = speech(3, 3, 12);
  const model = estimatePhoneModel(
    { labels: other.labels, transcriptions: other.utterances.map(({ classes }) => classes) },
    4,
  );
  const decoded = scorePhones(noisy, model);
  expect(scoreFrames(noisy).accuracy).toBeLessThan(0.9);
  expect(decoded.accuracy).toBeGreaterThan(0.6);
  const { options, score } = tuneDecoding(noisy, model);
  expect(score.accuracy).toBeGreaterThanOrEqual(decoded.accuracy);
  expect(scorePhones(noisy, model, options)).toEqual(score);
  // A prize for each phone gives more of them.
  const eager = scorePhones(noisy, model, { insertionPenalty: -6 });
  expect(eager.insertions).toBeGreaterThan(decoded.insertions);
});
