import { type Dimension, fail, isType, sizeOf, type Tensor, type TypedArray } from "../base/index.ts";
import { attributeTypes } from "./attributeTypes.ts";
import { elementTypeNumbers } from "./builder.ts";
import { storedLength } from "./elementTypes.ts";
import type { Message } from "./schema.ts";
import type { Attribute, Attributes, Graph, Node, ValueInfo } from "./types.ts";
import { bytesOf } from "./viewAs.ts";

const largestInt64 = 2n ** 63n - 1n;
const utf8 = new TextEncoder();

/** Where the bytes of an initialiser go instead of into the file, if anywhere: the location of a file beside it. */
export type Outsource = (tensor: Tensor) => string | undefined;

export function graphMessage(graph: Graph, outsource: Outsource = () => undefined): Message<"GraphProto"> {
  return {
    name: graph.name,
    input: graph.inputs.map(valueInfoMessage),
    output: graph.outputs.map(valueInfoMessage),
    value_info: graph.valueInfo.map(valueInfoMessage),
    node: graph.nodes.map(nodeMessage),
    initializer: [...graph.initializers].map(([name, tensor]) => tensorMessage(tensor, name, outsource(tensor))),
  };
}

export function nodeMessage(node: Node): Message<"NodeProto"> {
  return {
    name: node.name,
    op_type: node.operator,
    domain: node.domain,
    input: node.inputs,
    output: node.outputs,
    attribute: attributeMessages(node.attributes),
  };
}

export function attributeMessages(attributes: Attributes): Message<"AttributeProto">[] {
  return Object.entries(attributes).map(([name, attribute]) => ({ name, ...attributeContent(name, attribute) }));
}

function attributeContent(name: string, attribute: Attribute): Omit<Message<"AttributeProto">, "name"> {
  switch (attribute.kind) {
    case "reference":
      return { type: attribute.type, ref_attr_name: attribute.value };
    case "opaque":
      return { type: attribute.type, rest: attribute.value };
    case "float":
      return { type: attributeTypes.float, f: attribute.value };
    case "int":
      return { type: attributeTypes.int, i: int64Of(attribute.value, name) };
    case "string":
      return { type: attributeTypes.string, s: utf8.encode(attribute.value) };
    case "tensor":
      return { type: attributeTypes.tensor, t: tensorMessage(attribute.value, name) };
    case "graph":
      return { type: attributeTypes.graph, g: graphMessage(attribute.value) };
    case "floats":
      return { type: attributeTypes.floats, floats: Float32Array.from(attribute.value) };
    case "ints":
      return { type: attributeTypes.ints, ints: BigInt64Array.from(attribute.value, (v) => int64Of(v, name)) };
    case "strings":
      return { type: attributeTypes.strings, strings: attribute.value.map((v) => utf8.encode(v)) };
    case "graphs":
      return { type: attributeTypes.graphs, graphs: attribute.value.map((graph) => graphMessage(graph)) };
  }
}

/** 2⁶³ is what a double makes of the largest int64, which exporters write for "to the end". */
function int64Of(value: number, name: string): bigint {
  if (!Number.isInteger(value)) fail({ subject: `attribute "${name}"`, expected: "an integer", got: `${value}` });
  const exact = BigInt(value);
  if (exact > largestInt64 + 1n || exact < -largestInt64 - 1n) {
    fail({ subject: `attribute "${name}"`, expected: "an integer of 64 bits", got: `${value}` });
  }
  return exact > largestInt64 ? largestInt64 : exact;
}

function tensorMessage(tensor: Tensor, name: string, location?: string): Message<"TensorProto"> {
  const { type, shape } = tensor;
  const length = storedLength(type, shape);
  if (tensor.data.length !== length || !Number.isSafeInteger(sizeOf(shape)) || shape.some((size) => size < 0)) {
    fail({
      subject: `tensor "${name}"`,
      expected: `${length} stored elements for ${type}[${shape.join(", ")}]`,
      got: `${tensor.data.length}`,
    });
  }
  return {
    name,
    dims: BigInt64Array.from(shape, BigInt),
    data_type: elementTypeNumbers[type],
    ...(location !== undefined
      ? { external_data: [{ key: "location", value: location }], data_location: 1 }
      : isType(tensor, "string")
        ? { string_data: tensor.data.map((text) => utf8.encode(text)) }
        : { raw_data: bytesOf(tensor.data as TypedArray) }),
  };
}

function valueInfoMessage({ name, type, shape, otherType }: ValueInfo): Message<"ValueInfoProto"> {
  if (otherType) return { name, type: { rest: otherType } };
  if (!type && !shape) return { name };
  const elem_type = type && elementTypeNumbers[type];
  return { name, type: { tensor_type: { elem_type, shape: shape && { dim: shape.map(dimensionMessage) } } } };
}

function dimensionMessage(size: Dimension): Message<"DimensionProto"> {
  if (typeof size === "number") return { dim_value: BigInt(size) };
  return size === "?" ? {} : { dim_param: size };
}
