import { cosineWindow } from "./define/cosineWindow.ts";

/** w[n] = 25/46 − 21/46 cos(2π n / m). */
export const HammingWindow = cosineWindow([25 / 46, 21 / 46]);
