import { cosineWindow } from "./define/cosineWindow.ts";

/** w[n] = 1/2 − cos(2π n / m) / 2. */
export const HannWindow = cosineWindow([0.5, 0.5]);
