import { extremeIndex } from "./define/extremeIndex.ts";

/** y = the index of the largest element along `axis`. */
export const ArgMax = extremeIndex();
