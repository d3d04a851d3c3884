import type { SessionOptions } from "../../platform/index.ts";
import type { WeightForms } from "./weightFile.ts";

export const normalisations = ["none", "size", "variance"] as const;
/** What eigenvalues of WᵀW are divided by: nothing, the longer side N, or N times the mean of w². */
export type Normalisation = (typeof normalisations)[number];

export interface WeightsOptions extends Partial<WeightForms>, Pick<SessionOptions, "device" | "threads"> {
  /** What to call a model that comes as bytes. */
  readonly name?: string;
  /** Names of the layers to look at; default: all. */
  readonly layers?: readonly string[];
  readonly normalise?: Normalisation;
  /** Replicates behind the interval of alpha and, as many, behind its p-value (default 100); 0 leaves both out. */
  readonly replicates?: number;
  /** Compare with the same entries shuffled. Default true. */
  readonly shuffle?: boolean;
  /** Another tool's columns and definitions beside ours. */
  readonly compat?: "weightwatcher";
  /** Bytes that the weights of one layer and its Gram matrix may take. Default 2 GiB. */
  readonly memory?: number;
  readonly seed?: number;
}
