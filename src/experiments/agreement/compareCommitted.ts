import type { Cell } from "../define/study.ts";
import { canonicalJson } from "../store/canonicalJson.ts";
import type { StoredCell } from "../store/storedCell.ts";

/** A number of a cell that is not the committed one; of an array the element that is farthest from it. */
export interface OtherNumber {
  readonly cell: Cell;
  readonly measure: string;
  /** Null where there is none. */
  readonly here: number | null;
  readonly committed: number | null;
}

/** How cells that were computed again agree with those that are committed with the project. */
export interface CommittedAgreement {
  /** Cells that are committed with the same settings and recipes; one that is the committed cell itself does not count. */
  readonly compared: number;
  /** Those of which all numbers are the same, to the last bit. */
  readonly equal: number;
  readonly others: readonly OtherNumber[];
}

/** Compare finished cells with the committed ones of the same study and scale. */
export function compareCommitted(results: readonly StoredCell[], committed: readonly StoredCell[]): CommittedAgreement {
  const known = new Map(committed.map((cell) => [identityOf(cell), cell]));
  const pairs = results.flatMap((here) => {
    const there = known.get(identityOf(here));
    return there && there.finished !== here.finished ? [otherNumbers(here, there)] : [];
  });
  return {
    compared: pairs.length,
    equal: pairs.filter((others) => others.length === 0).length,
    others: pairs.flat(),
  };
}

const identityOf = ({ version, cell, settings, data, recipes }: StoredCell) =>
  canonicalJson({ version, cell, settings, data, recipes });

function otherNumbers(here: StoredCell, committed: StoredCell): readonly OtherNumber[] {
  const { cell } = here;
  const measures = namesOf(here.measures, committed.measures).map((measure) => ({
    ...{ cell, measure },
    here: here.measures[measure] ?? null,
    committed: committed.measures[measure] ?? null,
  }));
  const arrays = namesOf(here.arrays, committed.arrays).flatMap((measure) => {
    const [ours = [], theirs = []] = [here.arrays[measure], committed.arrays[measure]];
    const distance = (i: number) => Math.abs((ours[i] ?? Infinity) - (theirs[i] ?? Infinity));
    const differing = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) => i).filter(
      (i) => ours[i] !== theirs[i],
    );
    if (differing.length === 0) return [];
    const farthest = differing.reduce((best, i) => (distance(i) > distance(best) ? i : best));
    const element = { here: ours[farthest] ?? null, committed: theirs[farthest] ?? null };
    return [{ cell, measure: `${measure}[${farthest}]`, ...element }];
  });
  return [...measures.filter((pair) => pair.here !== pair.committed), ...arrays];
}

const namesOf = (...records: readonly object[]) => [...new Set(records.flatMap((record) => Object.keys(record)))];
