import { fail } from "../base/index.ts";
import { checkModel } from "./checkModel.ts";
import { decodeMessage } from "./decodeMessage.ts";
import { describeFile } from "./describeFile.ts";
import type { ExternalData, ExternalPlace } from "./externalPlace.ts";
import { normalizeDomain, overloaded, readAttributes, readGraph, readNodes } from "./readGraph.ts";
import type { ReadContext } from "./readTensor.ts";
import type { Message } from "./schema.ts";
import type { LocalFunction, Model } from "./types.ts";

export interface ReadOptions {
  /** What to call the model in an error: its path. */
  source?: string;
  /**
   * What the files beside the model hold: whole files by location (see {@link externalLocations}), or a function that
   * yields the bytes at a place (see {@link externalPlaces}).
   */
  externalData?: ReadonlyMap<string, Uint8Array> | ExternalData;
}

/**
 * Read an ONNX file. Weights are views of `bytes` where these are aligned, so `bytes` must not change afterwards.
 * Nodes that a file lists out of order are sorted. Doc strings, training info, quantisation annotations and metadata of
 * parts are dropped; integer attributes beyond 2⁵³ are rounded to doubles.
 *
 * @throws NetspectraError naming `source` for anything that is no sound ONNX model.
 */
export function readModel(
  bytes: Uint8Array,
  { source = "the model", externalData = new Map() }: ReadOptions = {},
): Model {
  const message = decodeModel(bytes, source);
  const context: ReadContext = {
    source,
    externalData: typeof externalData === "function" ? externalData : (place) => partOf(externalData, place),
  };
  const irVersion = Number(message.ir_version);
  const opsets = readOpsets(message.opset_import);
  if (irVersion < 1) fail({ subject: source, expected: "an IR version of 1 or more", got: `${irVersion}` });
  if (irVersion >= 3 && Object.keys(opsets).length === 0) {
    fail({
      subject: source,
      expected: "an ONNX model that says which operator set it uses",
      got: "none",
      todo: "The file may be incomplete: fetch or export it again.",
    });
  }
  const model: Model = {
    graph: readGraph(message.graph, context),
    opsets: irVersion < 3 && Object.keys(opsets).length === 0 ? { "": 1 } : opsets,
    irVersion,
    producerName: message.producer_name ?? "",
    producerVersion: message.producer_version ?? "",
    metadata: Object.fromEntries((message.metadata_props ?? []).map(({ key, value = "" }) => [key, value])),
    functions: (message.functions ?? []).map((f) => readFunction(f, context)),
  };
  checkModel(model, source);
  return model;
}

/** The ModelProto in a file, with a word on what the file is where it is certainly something else. */
export function decodeModel(bytes: Uint8Array, source: string): Message<"ModelProto"> {
  const other = describeFile(bytes);
  if (other) {
    const { kind, todo } = other;
    fail({ subject: source, expected: "an ONNX model", got: kind, ...(todo && { todo }) });
  }
  return decodeMessage("ModelProto", bytes, source);
}

function partOf(files: ReadonlyMap<string, Uint8Array>, { location, offset, length }: ExternalPlace) {
  return files.get(location)?.subarray(offset, offset + length);
}

function readOpsets(messages: readonly Message<"OperatorSetIdProto">[] = []): Readonly<Record<string, number>> {
  return Object.fromEntries(messages.map(({ domain, version }) => [normalizeDomain(domain), Number(version)]));
}

function readFunction(message: Message<"FunctionProto">, context: ReadContext): LocalFunction {
  return {
    name: overloaded(message.name, message.overload),
    domain: normalizeDomain(message.domain),
    inputs: message.input ?? [],
    outputs: message.output ?? [],
    attributes: message.attribute ?? [],
    attributeDefaults: readAttributes(message.attribute_proto ?? [], context),
    nodes: readNodes(message.node ?? [], context),
    opsets: readOpsets(message.opset_import),
  };
}
