import type { Study } from "netspectra/experiments";
import equation13 from "./equation-13.ts";
import figure1Parameters from "./figure-1-parameters.ts";
import figure1Units from "./figure-1-units.ts";
import figure2 from "./figure-2.ts";
import figure3 from "./figure-3.ts";
import figure4 from "./figure-4.ts";
import figure5 from "./figure-5.ts";
import figure6 from "./figure-6.ts";
import samples from "./samples.ts";
import splits from "./splits.ts";
import table1 from "./table-1.ts";
import throughTraining from "./through-training.ts";

/** Wang et al. (2016), Analysis of Deep Neural Networks with Extended Data Jacobian Matrix. */
export const wang2016: readonly Study[] = [
  figure1Units,
  figure1Parameters,
  figure2,
  figure3,
  figure4,
  figure5,
  figure6,
  table1,
  splits,
  throughTraining,
  samples,
  equation13,
];
