// Paired, alternating measurements: what the rows of the page are made of.

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Figures of a row from rounds of { ours, theirs }: medians, and the ratio of every round. */
export function figures(pairs) {
  const all = pairs.map(({ ours, theirs }) => ours / theirs);
  const middle = (who) => median(pairs.map((pair) => pair[who]));
  return { value: median(all), all, ours: middle("ours"), theirs: middle("theirs") };
}

/** The same from what a script with `inTurns` prints. */
export function fromTurns({ rows }) {
  return figures(rows.map(({ netspectra, peer, torch }) => ({ ours: netspectra, theirs: peer ?? torch })));
}

/**
 * Whole processes in turns. Each prints `seconds` and `score`.
 *
 * @throws Error where the two sides did not compute the same: scores that differ by more than 1e-4 of themselves
 */
export function inPairs(rounds, ours, theirs) {
  const pairs = Array.from({ length: rounds }, () => {
    const [mine, peer] = [ours(), theirs()];
    const difference = Math.abs(mine.score / peer.score - 1);
    if (!(difference < 1e-4)) throw new Error(`scores differ: ${mine.score} and ${peer.score}`);
    return { ours: mine.seconds, theirs: peer.seconds };
  });
  return figures(pairs);
}
