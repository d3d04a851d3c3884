import { fail } from "../../base/index.ts";

/** @throws NetspectraError naming the first sample whose class is not one of 0 … classes − 1. */
export function checkLabels(
  labels: Int32Array,
  count: number,
  classes: readonly string[] | undefined,
  source: string,
): void {
  if (labels.length !== count) {
    fail({ subject: `${source}, labels`, expected: `${count}, one for each sample`, got: `${labels.length}` });
  }
  const most = classes ? classes.length - 1 : 2 ** 20;
  const bad = labels.findIndex((label) => label < 0 || label > most);
  if (bad >= 0) {
    fail({
      subject: `${source}, label of sample ${bad}`,
      expected: `a whole number from 0 to ${most}`,
      got: `${labels[bad]}`,
      todo: "Number the classes 0, 1, 2, …",
    });
  }
}

/** Names for classes that are only numbered: "0", "1", … up to the largest label. */
export function numberedClasses(labels: Int32Array): readonly string[] {
  const most = labels.reduce((largest, label) => Math.max(largest, label), -1);
  return Array.from({ length: most + 1 }, (_, i) => String(i));
}
