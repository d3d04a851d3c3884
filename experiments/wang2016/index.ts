import type { Study } from "netspectra/experiments";
import figure1Units from "./figure-1-units.ts";
import figure2 from "./figure-2.ts";
import figure4 from "./figure-4.ts";
import samples from "./samples.ts";
import splits from "./splits.ts";
import throughTraining from "./through-training.ts";

/** Wang et al. (2016), Analysis of Deep Neural Networks with Extended Data Jacobian Matrix. */
export const wang2016: readonly Study[] = [figure1Units, figure2, figure4, splits, throughTraining, samples];
