import type { Samples } from "../../base/index.ts";

/** Names of the classes 0, 1, … of samples; undefined without labels. */
export function classNames({ labels, classes }: Samples): readonly string[] | undefined {
  if (!labels) return undefined;
  const count = labels.reduce((most, label) => Math.max(most, label + 1), classes?.length ?? 0);
  return Array.from({ length: count }, (_, i) => classes?.[i] ?? `class ${i}`);
}
