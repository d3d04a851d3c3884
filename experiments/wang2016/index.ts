import type { Study } from "netspectra/experiments";

/** Wang et al. (2016), Analysis of Deep Neural Networks with Extended Data Jacobian Matrix. */
export const wang2016: readonly Study[] = [];
