import { extremeIndex } from "./define/extremeIndex.ts";

/** y = the index of the smallest element along `axis`. */
export const ArgMin = extremeIndex();
