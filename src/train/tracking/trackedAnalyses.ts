import { correlation } from "./correlation.ts";
import { density } from "./density.ts";
import { edjm } from "./edjm.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";
import { weights } from "./weights.ts";

/** The analyses that a training can track. */
const all: readonly TrackedAnalysis[] = [edjm, density, correlation, weights];

export const trackedAnalyses: ReadonlyMap<string, TrackedAnalysis> = new Map(all.map((one) => [one.name, one]));
