import type { Study } from "netspectra/experiments";
import figure1 from "./figure-1.ts";
import figure2 from "./figure-2.ts";
import figure3 from "./figure-3.ts";
import figure4 from "./figure-4.ts";
import normalised from "./normalised.ts";
import ranks from "./ranks.ts";
import table2 from "./table-2.ts";
import table3 from "./table-3.ts";
import table4 from "./table-4.ts";
import table6 from "./table-6.ts";
import table8 from "./table-8.ts";
import table9 from "./table-9.ts";

/** Choi et al. (2018), On the Statistical and Information-theoretic Characteristics of Deep Network Representations. */
export const choi2018: readonly Study[] = [
  table2,
  table3,
  table4,
  table6,
  table8,
  table9,
  ranks,
  normalised,
  figure1,
  figure2,
  figure3,
  figure4,
];
