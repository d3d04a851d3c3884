import { edjm as measureEdjm } from "../../analyses/index.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** Score of the extended data Jacobian matrices of the logits, and the largest singular value of any of them. */
export const edjm: TrackedAnalysis = {
  name: "edjm",
  measures: { score: "EDJM score", sigmaMax: "σmax" },
  async measure(platform, { model }, samples, { session, seed }) {
    const { score, perOutput } = await measureEdjm(platform, model, samples, { ...session, seed, groups: 1 });
    return { score, sigmaMax: Math.max(...perOutput.map(({ singularValues }) => singularValues[0] ?? 0)) };
  },
};
