/** How a recognised sequence differs from the true one. */
export interface AlignmentCounts {
  /** Length of the true sequence. */
  readonly count: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

/**
 * Fewest substitutions, deletions and insertions that turn `truth` into `recognised`, each counted as one (Levenshtein
 * 1966). Of several ways that one with the fewest insertions and deletions counts.
 */
export function alignSequences(truth: ArrayLike<number>, recognised: ArrayLike<number>): AlignmentCounts {
  const width = recognised.length + 1;
  // Edits, and as a tie-break insertions and deletions, of the first i and the first j.
  const cost = Array.from({ length: width }, (_, j) => ({ edits: j, deletions: 0, insertions: j }));
  for (let i = 1; i <= truth.length; i++) {
    let diagonal = cost[0]!;
    cost[0] = { edits: i, deletions: i, insertions: 0 };
    for (let j = 1; j < width; j++) {
      const [up, left] = [cost[j]!, cost[j - 1]!];
      const differs = truth[i - 1] === recognised[j - 1] ? 0 : 1;
      let best = { ...diagonal, edits: diagonal.edits + differs };
      const deleted = { ...up, edits: up.edits + 1, deletions: up.deletions + 1 };
      const inserted = { ...left, edits: left.edits + 1, insertions: left.insertions + 1 };
      for (const other of [deleted, inserted]) if (isBetter(other, best)) best = other;
      diagonal = up;
      cost[j] = best;
    }
  }
  const { edits, deletions, insertions } = cost[width - 1]!;
  return { count: truth.length, substitutions: edits - deletions - insertions, deletions, insertions };
}

interface Cost {
  edits: number;
  deletions: number;
  insertions: number;
}

const isBetter = (a: Cost, b: Cost) =>
  a.edits < b.edits || (a.edits === b.edits && a.deletions + a.insertions < b.deletions + b.insertions);
