/** netspectra as a library in a browser: the functions take the page's platform as first argument. */
import type { Platform } from "./platform/index.ts";
import * as web from "./platform/web/index.ts";

export {
  type CorrelationOptions,
  type CorrelationResult,
  compareCorrelations,
  correlation,
  correlationMatrix,
  type DensityOptions,
  type DensityResult,
  density,
  type EdjmOptions,
  type EdjmResult,
  edjm,
  ensembleModel,
  type HessianOptions,
  type HessianResult,
  hessian,
  type IdenticalOutputOptions,
  type IdenticalOutputResult,
  type InformationOptions,
  type InformationResult,
  type InspectOptions,
  type InspectResult,
  identicalOutput,
  information,
  inspect,
  jacobianModel,
  type LandscapeOptions,
  type LandscapeResult,
  type LoadedModel,
  landscape,
  landscapePath,
  loadModel,
  openJacobianBlocks as openJacobians,
  type PathOptions,
  type PathResult,
  type RepresentationOptions,
  type RepresentationResult,
  representation,
  type SimilarityOptions,
  type SimilarityResult,
  similarity,
  type WeightsOptions,
  type WeightsResult,
  weights,
} from "./analyses/index.ts";
export { CancelledError, NetspectraError, type Samples, UnsupportedOperatorError } from "./base/index.ts";
export { type LoadOptions, loadDataset } from "./datasets/index.ts";
export type { Platform } from "./platform/index.ts";
export type { Listeners, WebPlatformOptions } from "./platform/web/index.ts";

/**
 * What a browser offers, with a worker that serves all tasks of ours. The page must be served over https or from
 * localhost, and isolated from other origins (COOP and COEP headers) to use more than one thread.
 */
export function createWebPlatform(options: web.WebPlatformOptions = {}): Platform {
  return web.createWebPlatform({ startTaskWorker, ...options });
}

/** A worker for the tasks of the analyses; bundlers that know `new Worker(new URL(…))` make a file of its own of it. */
export function startTaskWorker(): Worker {
  return new Worker(new URL("./webTasks.js", import.meta.url), { type: "module", name: "netspectra tasks" });
}
