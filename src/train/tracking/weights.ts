import { weights as measureWeights } from "../../analyses/index.ts";
import { meanOf } from "./meanOf.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** Spectra of the weight matrices: means over the layers that have the number. */
export const weights: TrackedAnalysis = {
  name: "weights",
  measures: { alpha: "mean α of the weights", spectralNorm: "mean spectral norm", stableRank: "mean stable rank" },
  async measure(platform, { bytes }, _, { seed }) {
    const { layers } = await measureWeights(platform, bytes, { seed, replicates: 0 });
    return {
      alpha: meanOf(layers.map(({ alpha }) => alpha)),
      spectralNorm: meanOf(layers.map(({ spectralNorm }) => spectralNorm)),
      stableRank: meanOf(layers.map(({ stableRank }) => stableRank)),
    };
  },
};
