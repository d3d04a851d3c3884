import type { Judgement, Study } from "./study.ts";

/** Something that a paper says and the cells of no study can tell. */
export interface FurtherClaim extends Judgement {
  /** One sentence. */
  readonly statement: string;
  /** Where it says so: "section 2, equation 11". */
  readonly source: string;
  /** What shows what the evidence says: a command, without the fence. */
  readonly command?: string;
}

/** A paper: what it says, and the studies that ask whether it is so. */
export interface Paper {
  /** "wang2016": its folder in `experiments/`, by which studies cite it. */
  readonly id: string;
  /** Authors, year, title. */
  readonly title: string;
  /** In the order of the paper. */
  readonly studies: readonly Study[];
  readonly furtherClaims: readonly FurtherClaim[];
}
