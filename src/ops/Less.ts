import { comparison } from "./define/comparison.ts";

/** y = a < b. */
export const Less = comparison((a, b) => a < b, [{ a: [2, 3], b: [3] }]);
