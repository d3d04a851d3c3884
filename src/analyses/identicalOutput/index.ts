export { type AffineMap, timesVector } from "./affineMap.ts";
export {
  type ChangeBasisOptions,
  type ChangedBasis,
  carriesShift,
  changeBasis,
  channelsOfLayer,
} from "./changeBasis.ts";
export {
  type IdenticalOutput,
  type IdenticalOutputOptions,
  type IdenticalOutputResult,
  identicalOutput,
} from "./identicalOutput.ts";
export { type InsertedLayer, insertLinearLayer } from "./insertLinearLayer.ts";
export { type LayerCovariance, type LayerMoments, layerCovariance, layerMoments } from "./layerMoments.ts";
export { leftOut } from "./leftOut.ts";
export { type OutputLayer, outputLayer } from "./outputLayer.ts";
export { preactivationOf } from "./preactivationOf.ts";
export { type GivenTransform, requireTransform, type TransformChoice, transformMap } from "./transformMap.ts";
export { comparableTransforms, type Transform, type TransformInput, transforms } from "./transforms.ts";
