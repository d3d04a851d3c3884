/** Log probabilities of a Markov chain of `states` states. */
export interface Transitions {
  readonly states: number;
  /** To begin in a state. */
  readonly start: Float64Array;
  /** To end after a state. */
  readonly end: Float64Array;
  /** From state a to state b at [a · states + b]. */
  readonly change: Float64Array;
}

/**
 * The path of highest total score: Σ scores + start + changes + end (Viterbi 1967).
 *
 * @param scores frames × states: log likelihoods of what is observed
 * @returns a state for each frame
 */
export function viterbi(scores: ArrayLike<number>, { states, start, end, change }: Transitions): Int32Array {
  const frames = scores.length / states;
  const path = new Int32Array(frames);
  if (frames === 0) return path;
  const from = new Int32Array(frames * states);
  let best = start.map((value, state) => value + scores[state]!);
  for (let t = 1; t < frames; t++) {
    const next = new Float64Array(states);
    for (let b = 0; b < states; b++) {
      let origin = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let a = 0; a < states; a++) {
        const value = best[a]! + change[a * states + b]!;
        if (value > most) {
          most = value;
          origin = a;
        }
      }
      next[b] = most + scores[t * states + b]!;
      from[t * states + b] = origin;
    }
    best = next;
  }
  let state = 0;
  for (let b = 1; b < states; b++) if (best[b]! + end[b]! > best[state]! + end[state]!) state = b;
  for (let t = frames - 1; t >= 0; t--) {
    path[t] = state;
    state = from[t * states + state]!;
  }
  return path;
}
