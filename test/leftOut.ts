import { edjm, type LoadedModel } from "../src/analyses/index.ts";
import type { Samples } from "../src/base/index.ts";
import type { Platform } from "../src/platform/index.ts";
import { samplesOf } from "./smallNetwork.ts";

/** Scores without each group (sample i is in group i mod G), each from an EDJM of its own. */
export async function leftOutByBruteForce(
  platform: Platform,
  model: LoadedModel,
  data: Samples,
  groups: number,
  epsilonPercentile: number,
) {
  const leftOutScores: number[] = [];
  for (let g = 0; g < groups; g++) {
    const kept = Array.from({ length: data.count }, (_, i) => i).filter((i) => i % groups !== g);
    const { score } = await edjm(platform, model, samplesOf(data.gather(kept), data.shape), {
      groups: 1,
      epsilonPercentile,
    });
    leftOutScores.push(score ?? Number.NaN);
  }
  return { leftOutScores };
}
