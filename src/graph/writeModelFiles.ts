import type { Tensor, TypedArray } from "../base/index.ts";
import type { Model } from "./types.ts";
import { bytesOf } from "./viewAs.ts";
import { encodeModel } from "./writeModel.ts";

/** A model as an ONNX file and, where that would be too large, files beside it that hold its weights. */
export interface ModelFiles {
  readonly bytes: Uint8Array;
  /** By location; views of the model's own arrays. Empty for models that fit into one file. */
  readonly externalData: ReadonlyMap<string, Uint8Array>;
}

export interface ModelFilesOptions {
  /** Weights of more bytes than this in all go into files of their own. Default 2³¹ − 2²⁶, what a protobuf file holds. */
  largestFile?: number;
}

/** Tensors from this many bytes on are worth a file; shapes and axes stay where the runtime looks for them. */
const smallest = 1024;

/**
 * Write a model of any size. Up to 2 GiB it is one file, beyond that each large tensor is a file of its own, without a
 * copy of its bytes.
 *
 * @throws NetspectraError for data that do not fit their shape, and for graphs that are too large without their weights.
 */
export function writeModelFiles(model: Model, { largestFile = 2 ** 31 - 2 ** 26 }: ModelFilesOptions = {}): ModelFiles {
  const externalData = new Map<string, Uint8Array>();
  const sizeOf = ({ type, data }: Tensor) => (type === "string" ? 0 : (data as TypedArray).byteLength);
  const total = [...model.graph.initializers.values()].reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  const bytes = encodeModel(model, (tensor) => {
    if (total <= largestFile || sizeOf(tensor) < smallest) return undefined;
    const location = `weights_${externalData.size}.bin`;
    externalData.set(location, bytesOf(tensor.data as TypedArray));
    return location;
  });
  return { bytes, externalData };
}
