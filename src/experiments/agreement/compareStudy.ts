import { kendallTau, type RankAgreement } from "../../stats/index.ts";
import type { Cell, CellResult, Study } from "../define/study.ts";
import type { PublishedRow } from "./readPublished.ts";
import { type ComparedRow, summariseRows } from "./summariseRows.ts";

/** Whether rows of a group are in the published order. */
export interface OrderAgreement extends RankAgreement {
  /** What the rows of the group have in common. */
  readonly within: Cell;
  readonly rows: number;
}

/** Ours against a published value. */
export interface Difference {
  readonly row: Cell;
  readonly ours: number;
  readonly published: number;
  /** Ours less the published, in the measure's unit. */
  readonly difference: number;
  /** Whether the published value lies in our interval; null where there is none. */
  readonly inside: boolean | null;
}

export interface MeasureAgreement {
  readonly order: readonly OrderAgreement[];
  readonly differences: readonly Difference[];
}

export interface StudyComparison {
  readonly rows: readonly ComparedRow[];
  /** The published rows, in the order of ours where we have them. */
  readonly published: readonly PublishedRow[];
  /** By measure; those alone of which something was published. */
  readonly agreement: Readonly<Record<string, MeasureAgreement>>;
}

/** The table of a study beside the published one, and how far they agree. */
export function compareStudy(
  study: Pick<Study, "compare">,
  results: readonly Pick<CellResult, "cell" | "measures">[],
  published: readonly PublishedRow[],
): StudyComparison {
  const { compare } = study;
  const rows = summariseRows(study, results);
  const places = new Map(rows.map(({ row }, place) => [rowKey(compare.rows, row), place]));
  const placeOf = ({ row }: PublishedRow) => places.get(rowKey(compare.rows, row)) ?? rows.length;
  const agreement: Record<string, MeasureAgreement> = {};
  for (const measure of Object.keys(compare.measures)) {
    const pairs = published.flatMap((theirs) => {
      const summary = rows[placeOf(theirs)]?.measures[measure];
      const rank = theirs.ranks[measure];
      const value = theirs.values[measure];
      // Ranks count from the largest.
      const standing = value ?? (rank === undefined ? undefined : -rank);
      if (!summary || summary.mean === null || standing === undefined) return [];
      return [{ row: theirs.row, ours: summary.mean, interval: summary.interval, standing, value }];
    });
    if (!published.some(({ values, ranks }) => measure in values || measure in ranks)) continue;
    const groups = new Map<string, (typeof pairs)[number][]>();
    for (const pair of pairs) {
      const key = rowKey(compare.within ?? [], pair.row);
      groups.set(key, [...(groups.get(key) ?? []), pair]);
    }
    agreement[measure] = {
      order: [...groups.values()].map((group) => ({
        within: Object.fromEntries((compare.within ?? []).map((axis) => [axis, group[0]!.row[axis]!])),
        rows: group.length,
        ...kendallTau(
          group.map(({ ours }) => ours),
          group.map(({ standing }) => standing),
        ),
      })),
      differences: pairs.flatMap(({ row, ours, interval, value }) => {
        if (value === undefined) return [];
        const inside = interval && value >= interval[0] && value <= interval[1];
        return [{ row, ours, published: value, difference: ours - value, inside }];
      }),
    };
  }
  return { rows, published: published.toSorted((a, b) => placeOf(a) - placeOf(b)), agreement };
}

/** What tells rows apart. */
export function rowKey(axes: readonly string[], row: Cell): string {
  return JSON.stringify(axes.map((axis) => row[axis]));
}
