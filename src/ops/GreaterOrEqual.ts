import { comparison } from "./define/comparison.ts";

/** y = a ≥ b. */
export const GreaterOrEqual = comparison(
  (a, b) => a >= b,
  [
    { a: [2, 3], b: [3] },
    { a: { shape: [2], type: "int64", values: [1, 2] }, b: { shape: [], type: "int64", values: [2] } },
  ],
);
