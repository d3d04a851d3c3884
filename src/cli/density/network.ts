import type { DensityResult } from "../../analyses/index.ts";
import type { InputImage } from "../edjm/network.ts";

/** One network's spectral density, with what figures and tables need beside it. */
export interface DensityNetwork {
  /** Short name, different from the others'. */
  readonly name: string;
  readonly result: DensityResult;
  /** How the elements of an input lie in an image; absent for data that are no images. */
  readonly image?: InputImage | undefined;
}
