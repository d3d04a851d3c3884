import { type ElementType, fail } from "../../base/index.ts";
import {
  decodeModel,
  elementLayouts,
  elementTypeOf,
  encodeMessage,
  external,
  externalPlace,
  type Message,
  readModel,
  storedLength,
} from "../../graph/index.ts";
import { type Platform, readModelFile } from "../../platform/index.ts";
import type { ConvolutionForm } from "./convolutionMatrix.ts";
import { onnxWeights } from "./onnxWeights.ts";
import type { RecurrentForm } from "./recurrentMatrices.ts";
import { safetensorsParts } from "./safetensorsParts.ts";
import { safetensorsWeights } from "./safetensorsWeights.ts";
import { type StoredTensor, tensorInFile } from "./storedTensor.ts";
import type { SkippedWeight, WeightMatrix } from "./weightMatrix.ts";

/** How weights of more than two axes are read. */
export interface WeightForms {
  readonly conv: ConvolutionForm;
  readonly recurrent: RecurrentForm;
}

export interface FoundWeights {
  readonly matrices: readonly WeightMatrix[];
  readonly skipped: readonly SkippedWeight[];
}

export interface WeightFile extends FoundWeights {
  readonly path: string;
  readonly format: "onnx" | "safetensors";
  /** null for files that were not read as a whole. */
  readonly sha256: string | null;
}

/**
 * The weight matrices of an ONNX or `.safetensors` file, of an index of such files, or of the bytes of an ONNX model.
 *
 * @param inMemory files of more bytes, and external data, stay on the disk; their weights are read piece by piece
 * @throws NetspectraError for files that are neither, or damaged
 */
export async function openWeightFile(
  platform: Pick<Platform, "files" | "sha256">,
  source: string | Uint8Array,
  forms: WeightForms,
  inMemory: number,
  name = "model",
): Promise<WeightFile> {
  if (typeof source === "string") {
    const parts = await safetensorsParts(platform.files, source);
    if (parts) {
      const weights = await safetensorsWeights(platform.files, parts, forms);
      const whole = parts[0]?.path === source && parts[0].bytes <= inMemory;
      const sha256 = whole ? await platform.sha256(await platform.files.read(source)) : null;
      return { path: source, format: "safetensors", sha256, ...weights };
    }
    const apart = await readApart(platform, source, forms, inMemory);
    if (apart) return apart;
  }
  const { path, sha256, model } = await readModelFile(platform, source, name);
  return { path, format: "onnx", sha256, ...onnxWeights(model, new Map(), forms) };
}

/** A model whose initialisers lie in files beside it: they stay there. Undefined where they are small, or none. */
async function readApart(
  { files }: Pick<Platform, "files">,
  path: string,
  forms: WeightForms,
  inMemory: number,
): Promise<WeightFile | undefined> {
  const message = decodeModel(await files.read(path), path);
  const outside = new Map<string, StoredTensor>();
  const initializer: Message<"TensorProto">[] = [];
  for (const one of message.graph?.initializer ?? []) {
    const type = elementTypeOf(one.data_type);
    if (one.data_location !== external || !type || type === "string") {
      initializer.push(one);
      continue;
    }
    const stored = await storedApart(files, path, one, type);
    outside.set(stored.name, stored);
    // The graph is read with an empty tensor in its place.
    initializer.push({ name: stored.name, data_type: one.data_type, dims: BigInt64Array.of(0n) } as typeof one);
  }
  const beside = [...outside.values()].reduce((sum, stored) => sum + stored.outside, 0);
  if (beside <= inMemory) return undefined;
  const bytes = encodeMessage("ModelProto", { ...message, graph: { ...message.graph, initializer } });
  const weights = onnxWeights(readModel(bytes, { source: path }), outside, forms);
  return { path, format: "onnx", sha256: null, ...weights };
}

async function storedApart(
  files: Platform["files"],
  path: string,
  message: Message<"TensorProto">,
  type: Exclude<ElementType, "string">,
): Promise<StoredTensor> {
  const name = message.name ?? "";
  const subject = `${path}: tensor "${name}"`;
  const shape = Array.from(message.dims ?? [], Number);
  const needed = storedLength(type, shape) * elementLayouts[type].array.BYTES_PER_ELEMENT;
  const { location, offset, length } = externalPlace(message, needed, subject);
  const file = files.join(files.resolve(path), "..", location);
  const found = await files.stat(file);
  if (found?.kind !== "file" || found.bytes < offset + length) {
    fail({
      subject,
      expected: `${length} bytes from byte ${offset} of "${location}" beside the model`,
      got: found ? `${found.bytes} bytes` : "no such file",
      todo: "Put the whole file into the model's folder.",
    });
  }
  return tensorInFile(files, name, type, shape, { path: file, start: offset });
}
