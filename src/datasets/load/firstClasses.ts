import { fail } from "../../base/index.ts";
import type { Lot } from "./lot.ts";

/** A lot without the samples of all classes but the first ones. */
export interface FirstClasses {
  /** The samples of these that are left. */
  readonly indices: Uint32Array;
  readonly classes: readonly string[] | undefined;
}

/**
 * Of the samples with these numbers those of the first `wanted` classes, in their order; all of them where nothing is wanted.
 *
 * @throws NetspectraError where the lot has no classes, or fewer
 */
export function firstClasses(
  { classes, labels }: Lot,
  indices: Uint32Array,
  { wanted, source }: { readonly wanted: number | undefined; readonly source: string },
): FirstClasses {
  if (wanted === undefined) return { indices, classes };
  const subject = `--classes ${wanted}`;
  if (!labels || !classes) {
    return fail({
      subject,
      expected: `labels of the samples of ${source}`,
      got: "none",
      todo: "Leave --classes out, or name the label column of a .csv file with --label.",
    });
  }
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > classes.length) {
    fail({
      subject,
      expected: `a whole number from 1 to ${classes.length}, the number of classes of ${source}`,
      got: `${wanted}`,
      todo: "Leave --classes out to take them all.",
    });
  }
  const own = labels(indices);
  return { indices: indices.filter((_, i) => own[i]! < wanted), classes: classes.slice(0, wanted) };
}
