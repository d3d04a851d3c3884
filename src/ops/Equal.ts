import { comparison } from "./define/comparison.ts";

/** y = (a = b). */
export const Equal = comparison(
  (a, b) => a === b,
  [
    { a: { shape: [2, 2], values: [1, 2, 3, 4] }, b: { shape: [2], values: [1, 4] } },
    { a: { shape: [3], type: "int64", values: [1, -1, 3] }, b: { shape: [], type: "int64", values: [-1] } },
    { a: { shape: [2], type: "bool", values: [1, 0] }, b: { shape: [2], type: "bool", values: [1, 1] } },
  ],
);
