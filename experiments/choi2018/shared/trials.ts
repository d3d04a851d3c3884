import type { Scale } from "netspectra/experiments";
import { seeds } from "./budgets.ts";

/** Trials of studies without a search: without one, several are cheap enough at every scale for an interval. */
export const severalSeeds: Readonly<Record<Scale, readonly number[]>> = { ...seeds, paper: [0, 1, 2] };
