import type { Study } from "netspectra/experiments";
import { choi2018 } from "./choi2018/index.ts";
import { draft2020 } from "./draft2020/index.ts";
import { wang2016 } from "./wang2016/index.ts";

/** All studies: the papers' tables and figures, and what they lack. */
export const studies: readonly Study[] = [...wang2016, ...draft2020, ...choi2018];
