import type { Study } from "netspectra/experiments";
import flatAgainstDeep from "./flat-against-deep.ts";
import hessians from "./hessians.ts";
import initialisations from "./initialisations.ts";
import predictors from "./predictors.ts";
import trueAgainstRandom from "./true-against-random.ts";

/** The draft on the Jacobian spectral density (2020), which has text and no tables: its questions as studies. */
export const draft2020: readonly Study[] = [trueAgainstRandom, hessians, initialisations, predictors, flatAgainstDeep];
