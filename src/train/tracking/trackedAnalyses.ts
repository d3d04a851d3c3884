import { correlation } from "./correlation.ts";
import { density } from "./density.ts";
import { edjm } from "./edjm.ts";
import { hessian } from "./hessian.ts";
import { information } from "./information.ts";
import { representation } from "./representation.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";
import { weights } from "./weights.ts";

/** The analyses that a training can track. */
const all: readonly TrackedAnalysis[] = [edjm, density, correlation, hessian, representation, information, weights];

export const trackedAnalyses: ReadonlyMap<string, TrackedAnalysis> = new Map(all.map((one) => [one.name, one]));
