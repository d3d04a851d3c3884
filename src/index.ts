/**
 * netspectra as a library on Node. These functions share one platform, which is made when it is first needed and does not
 * keep the process alive; `netspectra/analyses`, `netspectra/datasets`, … have the same functions with a platform of the
 * caller's as first argument.
 */
import * as analyses from "./analyses/index.ts";
import type { Samples } from "./base/index.ts";
import * as datasets from "./datasets/index.ts";
import type { Platform } from "./platform/index.ts";
import { createNodePlatform } from "./platform/node/index.ts";

export type {
  Common,
  CorrelationAlignment,
  CorrelationOptions,
  CorrelationPlanned,
  CorrelationResult,
  DensityOptions,
  DensityPlanned,
  DensityResult,
  EdjmEstimate,
  EdjmOptions,
  EdjmPlan,
  EdjmPlanned,
  EdjmResult,
  HessianMethod,
  HessianOptions,
  HessianPlan,
  HessianPlanned,
  HessianResult,
  InformationLayer,
  InformationOptions,
  InformationResult,
  InspectOptions,
  InspectResult,
  JacobianBlock,
  JacobianBlocks,
  JacobianBlocksOptions,
  JacobianModelOptions,
  LandscapeOptions,
  LandscapeResult,
  Layer,
  LoadedModel,
  LoadModelOptions,
  OutputSpectrum,
  PathOptions,
  PathResult,
  RepresentationLayer,
  RepresentationOptions,
  RepresentationResult,
  SimilarityOptions,
  SimilarityResult,
  SkippedWeight,
  WeightLayer,
  WeightsOptions,
  WeightsResult,
} from "./analyses/index.ts";

export {
  compareCorrelations,
  correlationMatrix,
  type EnsembleAverage,
  ensembleModel,
  jacobianModel,
} from "./analyses/index.ts";
export { CancelledError, NetspectraError, type Samples, UnsupportedOperatorError } from "./base/index.ts";
export type { Limit, LoadOptions, Split, Validation } from "./datasets/index.ts";
export type { Device, Platform, SessionOptions } from "./platform/index.ts";
export { createNodePlatform, type NodePlatformOptions } from "./platform/node/index.ts";

let shared: Platform | undefined;

/** The platform that the functions of this module run on: this machine, without progress. */
export function defaultPlatform(): Platform {
  shared ??= createNodePlatform({ quiet: true });
  return shared;
}

/**
 * Read a network from an ONNX file or from its bytes.
 *
 * @throws NetspectraError for files that are no sound ONNX model; UnsupportedOperatorError for operators without a rule
 */
export function loadModel(
  source: string | Uint8Array,
  options?: analyses.LoadModelOptions,
): Promise<analyses.LoadedModel> {
  return analyses.loadModel(defaultPlatform(), source, options);
}

/**
 * The samples of a data set's name ("digits", "mnist", …), a `.npz` or `.csv` file, or a folder of class folders of images.
 *
 * @throws NetspectraError for unknown names, missing or damaged files, and values that are not finite
 */
export function loadDataset(source: string, options?: datasets.LoadOptions): Promise<Samples> {
  return datasets.loadDataset(defaultPlatform(), source, options);
}

/**
 * Download a data set, with checksums, into the user's cache or `dataDir`.
 *
 * @throws NetspectraError listing what went wrong with each mirror
 */
export function fetchDataset(name: string, options?: datasets.FetchOptions): Promise<datasets.Fetched> {
  return datasets.fetchDataset(defaultPlatform(), name, options);
}

/**
 * Singular values of the extended data Jacobian matrices of a network around samples, and their score (Wang et al. 2016,
 * equation 12).
 *
 * @throws NetspectraError for samples that do not fit the network, and gradients that are not finite
 */
export function edjm(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.EdjmOptions,
): Promise<analyses.EdjmResult> {
  return analyses.edjm(defaultPlatform(), model, samples, options);
}

/**
 * How `edjm` would compute the same: what that takes in time and memory, and what the other ways would take.
 *
 * @throws NetspectraError as `edjm` does before its work begins
 */
export function planEdjm(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.EdjmOptions,
): Promise<analyses.EdjmPlanned> {
  return analyses.planEdjm(defaultPlatform(), model, samples, options);
}

/**
 * Spectral density of the stacked Jacobian of a network around samples: eigenvalues, ranks, diagonal, power laws, beside
 * random matrices.
 *
 * @throws NetspectraError for samples that do not fit the network, gradients that are not finite, a budget that is too small
 */
export function density(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.DensityOptions,
): Promise<analyses.DensityResult> {
  return analyses.density(defaultPlatform(), model, samples, options);
}

/**
 * Correlation of the Jacobian (Shin 2020, equation 6): M = 𝒥𝒥ᵀ between samples, its eigenvalues, and the cosines within and
 * between classes. `correlationMatrix(result)` is M; `compareCorrelations` says how alike two networks' are.
 *
 * @throws NetspectraError for samples that do not fit the network, gradients that are not finite, too little memory
 */
export function correlation(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.CorrelationOptions,
): Promise<analyses.CorrelationResult> {
  return analyses.correlation(defaultPlatform(), model, samples, options);
}

/**
 * A network with the same outputs and other values in a layer (Choi et al. 2018, section 3.1), checked on samples; `model` of
 * the result is to be written to a file.
 *
 * @throws NetspectraError for transformations that the theorems forbid, naming the operator that is in the way
 */
export function identicalOutput(
  model: analyses.LoadedModel,
  samples: Samples,
  options: analyses.IdenticalOutputOptions,
): Promise<analyses.IdenticalOutput> {
  return analyses.identicalOutput(defaultPlatform(), model, samples, options);
}

/**
 * How alike the layers of one or two networks see the same samples: CKA, SVCCA, Procrustes.
 *
 * @throws NetspectraError for layers that are not there, fewer than 4 samples, and a budget without room for the kernels
 */
export function similarity(
  models: readonly [analyses.LoadedModel] | readonly [analyses.LoadedModel, analyses.LoadedModel],
  samples: Samples,
  options?: analyses.SimilarityOptions,
): Promise<analyses.SimilarityResult> {
  return analyses.similarity(defaultPlatform(), models, samples, options);
}

/**
 * Statistical characteristics of hidden representations (Choi et al. 2018, Table 1): amplitude, covariance, correlation,
 * sparsity, dead units and ranks of each layer's activations.
 *
 * @throws NetspectraError for layers that are not there, samples that do not fit the network, activations that are not finite
 */
export function representation(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.RepresentationOptions,
): Promise<analyses.RepresentationResult> {
  return analyses.representation(defaultPlatform(), model, samples, options);
}

/**
 * The spectrum of the Hessian of a network's loss around samples, by its parameters or by the input: eigenvalues, trace, density,
 * how many are negative, symmetry about zero, roughness.
 *
 * @throws NetspectraError for samples that do not fit the network or have no labels, a loss that is not finite
 */
export function hessian(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.HessianOptions,
): Promise<analyses.HessianResult> {
  return analyses.hessian(defaultPlatform(), model, samples, options);
}

/**
 * How `hessian` would compute the same, and what that takes.
 *
 * @throws NetspectraError as `hessian` does before its work begins
 */
export function planHessian(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.HessianOptions,
): Promise<analyses.HessianPlanned> {
  return analyses.planHessian(defaultPlatform(), model, samples, options);
}

/**
 * Bounds in bits on what each layer with Gaussian noise on it tells of the sample and of its label (Kolchinsky & Tracey 2017).
 *
 * @throws NetspectraError for layers that are not there, noise that is not above 0, samples that do not fit the network
 */
export function information(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.InformationOptions,
): Promise<analyses.InformationResult> {
  return analyses.information(defaultPlatform(), model, samples, options);
}

/**
 * How `correlation` would compute the same, and what that takes.
 *
 * @throws NetspectraError as `correlation` does before its work begins
 */
export function planCorrelation(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.CorrelationOptions,
): Promise<analyses.CorrelationPlanned> {
  return analyses.planCorrelation(defaultPlatform(), model, samples, options);
}

/**
 * Mean cross-entropy and accuracy on a plane through the weights of a network, along two filter-normalised random directions (Li et
 * al. 2018).
 *
 * @throws NetspectraError for samples without labels, and networks without weights
 */
export function landscape(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.LandscapeOptions,
): Promise<analyses.LandscapeResult> {
  return analyses.landscape(defaultPlatform(), model, samples, options);
}

/**
 * Loss and accuracy along the line between two networks of one architecture, with the barrier between them; with a third one also on the
 * plane through all of them.
 *
 * @throws NetspectraError for networks of different architecture, and as `landscape` does
 */
export function landscapePath(
  models: readonly analyses.LoadedModel[],
  samples: Samples,
  options?: analyses.PathOptions,
): Promise<analyses.PathResult> {
  return analyses.landscapePath(defaultPlatform(), models, samples, options);
}

/**
 * What a model file holds, whether it can be differentiated, and what an EDJM would take. A model that is refused is
 * described, too, with the reasons.
 *
 * @throws NetspectraError for files that are no sound ONNX model
 */
export function inspect(
  source: string | Uint8Array,
  options?: analyses.InspectOptions,
): Promise<analyses.InspectResult> {
  return analyses.inspect(defaultPlatform(), source, options);
}

/**
 * The Jacobians of a network around samples, to be read block by block: `for await (const { jacobian } of all.blocks())`.
 *
 * @throws NetspectraError for samples that do not fit the network, columns that are not there, values that are not finite
 */
export function openJacobians(
  model: analyses.LoadedModel,
  samples: Samples,
  options?: analyses.JacobianBlocksOptions,
): Promise<analyses.JacobianBlocks> {
  return analyses.openJacobianBlocks(defaultPlatform(), model, samples, options);
}

/**
 * The spectra of the weight matrices of an ONNX or `.safetensors` file, without any data: eigenvalues of WᵀW of each, power law,
 * norms, ranks, random bulk.
 *
 * @throws NetspectraError for damaged files, weights that are not finite, and files without any matrix
 */
export function weights(
  source: string | Uint8Array,
  options?: analyses.WeightsOptions,
): Promise<analyses.WeightsResult> {
  return analyses.weights(defaultPlatform(), source, options);
}
