import { correlation as measureCorrelation } from "../../analyses/index.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** How samples' Jacobians of the probabilities correlate. */
export const correlation: TrackedAnalysis = {
  name: "correlation",
  measures: { withinClass: "cosine within classes", betweenClass: "cosine between classes", lambdaMax: "λmax of M" },
  async measure(platform, { model }, samples, { session, seed }) {
    const found = await measureCorrelation(platform, model, samples, { ...session, seed });
    const { withinClass, betweenClass, eigenvalues } = found;
    return { withinClass, betweenClass, lambdaMax: eigenvalues[0] };
  },
};
