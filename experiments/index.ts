import type { Study } from "netspectra/experiments";
import { wang2016 } from "./wang2016/index.ts";

/** All studies: the papers' tables and figures, and what they lack. */
export const studies: readonly Study[] = [...wang2016];
