import type { Paper } from "netspectra/experiments";
import { furtherClaims as furtherChoi2018 } from "./choi2018/furtherClaims.ts";
import { choi2018 } from "./choi2018/index.ts";
import { furtherClaims as furtherDraft2020 } from "./draft2020/furtherClaims.ts";
import { draft2020 } from "./draft2020/index.ts";
import { shin2020 } from "./shin2020/index.ts";
import { furtherClaims as furtherWang2016 } from "./wang2016/furtherClaims.ts";
import { wang2016 } from "./wang2016/index.ts";

/** The papers that the studies are about. */
export const papers: readonly Paper[] = [
  {
    id: "wang2016",
    title: "Wang et al. (2016), Analysis of Deep Neural Networks with the Extended Data Jacobian Matrix",
    studies: wang2016,
    furtherClaims: furtherWang2016,
  },
  {
    id: "draft2020",
    title: "The Jacobian Spectral Density: A Complexity Metric for Funneled Energy Landscapes (draft, 2020)",
    studies: draft2020,
    furtherClaims: furtherDraft2020,
  },
  shin2020,
  {
    id: "choi2018",
    title:
      "Choi et al. (2018), On the Statistical and Information-theoretic Characteristics of Deep Network Representations",
    studies: choi2018,
    furtherClaims: furtherChoi2018,
  },
];
