import type { Study } from "netspectra/experiments";
import table6 from "./table-6.ts";

/** Choi et al. (2018), On the Statistical and Information-theoretic Characteristics of Deep Network Representations. */
export const choi2018: readonly Study[] = [table6];
