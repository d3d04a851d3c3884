import type { Digest, Study } from "netspectra/experiments";
import { whichRegulariser } from "./choi2018/which-regulariser.ts";
import { papers } from "./papers.ts";

export { papers } from "./papers.ts";

/** All studies: the papers' tables and figures, and what they lack. */
export const studies: readonly Study[] = papers.flatMap((paper) => paper.studies);

/** Pages that are made of the results of several studies. */
export const digests: readonly Digest[] = [whichRegulariser];
