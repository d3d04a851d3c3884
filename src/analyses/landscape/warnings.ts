import type { Samples } from "../../base/index.ts";

/** What a reader of a landscape should know. */
export function landscapeWarnings({ count }: Samples, notFinite: number, points: number): string[] {
  return [
    ...(count === 1 ? ["This is the loss of a single sample: take more of them with --limit."] : []),
    ...(notFinite > 0
      ? [
          `At ${notFinite} of ${points} points the loss is no finite number (null): take a smaller --radius or --margin.`,
        ]
      : []),
  ];
}
