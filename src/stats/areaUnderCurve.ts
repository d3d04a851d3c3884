/**
 * How well a number tells two kinds apart: the chance that one of the first kind has the larger number, ties counting half,
 * which is the area under the receiver operating characteristic (Hanley & McNeil 1982; Mann & Whitney 1947). ½ for a number
 * that says nothing, 0 for one that tells them apart the other way round; null where there is none of a kind.
 */
export function areaUnderCurve(first: ArrayLike<number>, second: ArrayLike<number>): number | null {
  if (first.length === 0 || second.length === 0) return null;
  let wins = 0;
  for (const a of Array.from(first)) {
    for (const b of Array.from(second)) wins += a > b ? 1 : a === b ? 0.5 : 0;
  }
  return wins / first.length / second.length;
}
