import { cosineWindow } from "./define/cosineWindow.ts";

/** w[n] = 0.42 − cos(2π n / m) / 2 + 0.08 cos(4π n / m). */
export const BlackmanWindow = cosineWindow([0.42, 0.5, 0.08]);
