import { matchInput, type Samples, sizeOf } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { describeRun } from "../common.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { Weights } from "./combinationGraph.ts";
import { evenSteps } from "./grid.ts";
import { checkedOptions, type LandscapeOptions } from "./landscapeOptions.ts";
import type { LandscapeResult } from "./landscapeResult.ts";
import { measurePoints } from "./measurePoints.ts";
import { gridPoints, planeOf } from "./planeOf.ts";
import { movedWeights } from "./randomDirections.ts";
import { landscapeWarnings } from "./warnings.ts";

/**
 * Mean cross-entropy and accuracy on the plane θ + α δ₁ + β δ₂ through the weights θ of a network, δ₁ and δ₂ being random directions in
 * which each filter has the norm of the filter that it moves (Li, Xu, Taylor, Studer & Goldstein 2018, section 4).
 *
 * @throws NetspectraError for samples without labels or with labels that the network does not know, for a network without
 *   parameters, and where all its weights are 0
 */
export async function landscape(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: LandscapeOptions = {},
): Promise<LandscapeResult> {
  const started = platform.now();
  const { steps, radius, seed } = checkedOptions(options);
  const { biases = false, device, threads, batch } = options;
  const data = matchInput(samples, model.sampleShape, model.layout);
  const { parameters, moved, base, direction } = movedWeights(model, biases);
  const [first, second] = [direction(seed, 0), direction(seed, 1)];
  const alpha = evenSteps(-radius, radius, steps);
  const points = [[0, 0] as const, ...gridPoints(alpha, alpha)].map(([a, b]) => [1, a, b]);
  const run = { ...(device && { device }), ...(threads && { threads }), ...(batch !== undefined && { batch }) };
  const measured = await measurePoints(platform, model, [base, first, second], points, data, run);
  const [loss, accuracy] = [measured.loss.slice(1), measured.accuracy.slice(1)];
  const centre = { loss: measured.loss[0]!, accuracy: measured.accuracy[0]! };
  const notFinite = loss.filter((value) => value === null).length;
  const warnings = landscapeWarnings(data, notFinite, loss.length);
  return {
    analysis: "landscape",
    ...describeRun(platform, model, model.graph.outputs[0]?.name ?? "", data, seed),
    status: notFinite > 0 ? "unbounded" : "ok",
    steps,
    radius,
    biases,
    parameters,
    moved: moved.reduce((sum, { weight }) => sum + sizeOf(weight.shape), 0),
    filters: moved.reduce((sum, { weight, axis }) => sum + (axis === undefined ? 1 : weight.shape[axis]!), 0),
    weights: moved.length,
    cosine: cosine(first, second),
    ...planeOf(alpha, alpha, { loss, accuracy, notFinite }),
    centre,
    ...(warnings.length > 0 && { warnings }),
    seconds: (platform.now() - started) / 1000,
  };
}

function cosine(a: Weights, b: Weights): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (const [name, { data }] of a) {
    const [x, y] = [data as Float32Array, b.get(name)!.data as Float32Array];
    for (let i = 0; i < x.length; i++) {
      ab += x[i]! * y[i]!;
      aa += x[i]! ** 2;
      bb += y[i]! ** 2;
    }
  }
  return ab / Math.sqrt(aa * bb);
}
