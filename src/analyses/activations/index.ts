export { activationNames } from "./activationNames.ts";
export {
  type ActivationBatch,
  type ActivationStream,
  type ActivationStreamOptions,
  openActivations,
} from "./activationStream.ts";
export { chooseLayers } from "./chooseLayers.ts";
export { type ConvolutionReading, fixedBatch, type LayerView, layerView } from "./layerView.ts";
export { unitActivations } from "./unitActivations.ts";
