import { encodeMessage } from "./encodeMessage.ts";
import type { Message } from "./schema.ts";
import type { LocalFunction, Model } from "./types.ts";
import { attributeMessages, graphMessage, nodeMessage, type Outsource } from "./writeGraph.ts";

/**
 * The bytes of an ONNX file. Numeric tensors are written as raw data, straight from their arrays into the result.
 *
 * @throws NetspectraError for data that do not fit their shape or attributes that ONNX cannot hold, and beyond 2 GiB
 *   (see {@link writeModelFiles}).
 */
export function writeModel(model: Model): Uint8Array {
  return encodeModel(model, () => undefined);
}

/** The same with some initialisers in files beside it. */
export function encodeModel(model: Model, outsource: Outsource): Uint8Array {
  return encodeMessage("ModelProto", {
    ir_version: BigInt(model.irVersion),
    producer_name: model.producerName,
    producer_version: model.producerVersion,
    opset_import: opsetMessages(model.opsets),
    metadata_props: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
    functions: model.functions.map(functionMessage),
    graph: graphMessage(model.graph, outsource),
  });
}

function opsetMessages(opsets: Readonly<Record<string, number>>): Message<"OperatorSetIdProto">[] {
  return Object.entries(opsets).map(([domain, version]) => ({ domain, version: BigInt(version) }));
}

function functionMessage(f: LocalFunction): Message<"FunctionProto"> {
  return {
    name: f.name,
    domain: f.domain,
    input: f.inputs,
    output: f.outputs,
    attribute: f.attributes,
    attribute_proto: attributeMessages(f.attributeDefaults),
    opset_import: opsetMessages(f.opsets),
    node: f.nodes.map(nodeMessage),
  };
}
