import { density as measureDensity } from "../../analyses/index.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** Spectrum of the stacked Jacobian of the probabilities. */
export const density: TrackedAnalysis = {
  name: "density",
  measures: { lambdaMax: "λmax", stableRank: "stable rank", effectiveRank: "effective rank", alpha: "α" },
  async measure(platform, { model }, samples, { session, seed }) {
    const found = await measureDensity(platform, model, samples, { ...session, seed, replicates: 0 });
    const { lambdaMax, stableRank, effectiveRank, fit } = found;
    return { lambdaMax, stableRank, effectiveRank, alpha: fit.status === "ok" ? fit.alpha : null };
  },
};
