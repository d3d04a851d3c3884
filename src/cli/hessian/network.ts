import type { HessianResult } from "../../analyses/index.ts";

/** One network's Hessian, by a short name that is different from the others'. */
export interface HessianNetwork {
  readonly name: string;
  readonly result: HessianResult;
}
