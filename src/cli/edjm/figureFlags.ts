import { grouped, number, switchFlag } from "../flags.ts";

/** How the spectra are drawn. */
export const figureFlags = grouped("Figure", {
  yMax: number("top of the vertical axis (default: 0.25; 1 shows all)", { min: 1e-9 }),
  logY: switchFlag("logarithmic vertical axis"),
  logX: switchFlag("logarithmic horizontal axis"),
});
