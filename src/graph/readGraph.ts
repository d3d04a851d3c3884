import { type Dimension, fail, type Tensor } from "../base/index.ts";
import { attributeTypes } from "./attributeTypes.ts";
import { elementTypeOf } from "./elementTypes.ts";
import { encodeMessage } from "./encodeMessage.ts";
import { readSparseTensor } from "./readSparseTensor.ts";
import { type ReadContext, readTensor } from "./readTensor.ts";
import type { Message } from "./schema.ts";
import { sortNodes } from "./sortNodes.ts";
import type { Attribute, Attributes, Graph, Node, ValueInfo } from "./types.ts";

/** AttributeProto.SPARSE_TENSOR; read as the dense tensor that it stands for. */
const sparseTensor = 11;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The graph that a GraphProto holds, in topological order, without initialisers among its inputs. */
export function readGraph(message: Message<"GraphProto">, context: ReadContext): Graph {
  const name = message.name ?? "";
  const initializers = new Map<string, Tensor>();
  const declare = (key: string, read: () => Tensor) => {
    if (key === "" || initializers.has(key)) {
      fail({
        subject: `${context.source}: graph "${name}"`,
        expected: "initialisers with names of their own",
        got: key === "" ? "one without a name" : `two called "${key}"`,
      });
    }
    initializers.set(key, read());
  };
  for (const tensor of message.initializer ?? []) declare(tensor.name ?? "", () => readTensor(tensor, context));
  for (const sparse of message.sparse_initializer ?? []) {
    declare(sparse.values.name ?? "", () => readSparseTensor(sparse, context));
  }
  return {
    name,
    inputs: (message.input ?? []).map(readValueInfo).filter((input) => !initializers.has(input.name)),
    outputs: (message.output ?? []).map(readValueInfo),
    nodes: readNodes(message.node ?? [], context),
    initializers,
    valueInfo: (message.value_info ?? []).map(readValueInfo),
  };
}

/** Nodes in topological order. */
export function readNodes(messages: readonly Message<"NodeProto">[], context: ReadContext): readonly Node[] {
  const nodes = messages.map((message) => ({
    name: message.name ?? "",
    operator: overloaded(message.op_type, message.overload),
    domain: normalizeDomain(message.domain),
    inputs: message.input ?? [],
    outputs: message.output ?? [],
    attributes: readAttributes(message.attribute ?? [], context),
  }));
  return sortNodes(nodes, context.source);
}

/** "ai.onnx" and "" are two names of one domain. */
export function normalizeDomain(domain: string | undefined): string {
  return domain === undefined || domain === "ai.onnx" ? "" : domain;
}

/** Overloads of one function (IR version 10) become functions of their own. */
export function overloaded(name: string, overload: string | undefined): string {
  return overload ? `${name}:${overload}` : name;
}

export function readAttributes(messages: readonly Message<"AttributeProto">[], context: ReadContext): Attributes {
  return Object.fromEntries(messages.map((message) => [message.name, readAttribute(message, context)]));
}

function readAttribute(message: Message<"AttributeProto">, context: ReadContext): Attribute {
  const type = message.type || impliedType(message);
  if (message.ref_attr_name) return { kind: "reference", type, value: message.ref_attr_name };
  const missing = (what: string) =>
    fail({ subject: `${context.source}: attribute "${message.name}"`, expected: what, got: "none" });
  switch (type) {
    case attributeTypes.float:
      return { kind: "float", value: message.f ?? 0 };
    case attributeTypes.int:
      return { kind: "int", value: Number(message.i ?? 0) };
    case attributeTypes.string:
      return readStrings([message.s ?? new Uint8Array()], ([value = ""]) => ({ kind: "string", value }), message);
    case attributeTypes.tensor:
      return { kind: "tensor", value: readTensor(message.t ?? missing("a tensor"), context) };
    case sparseTensor:
      return { kind: "tensor", value: readSparseTensor(message.sparse_tensor ?? missing("a tensor"), context) };
    case attributeTypes.graph:
      return { kind: "graph", value: readGraph(message.g ?? missing("a graph"), context) };
    case attributeTypes.floats:
      return { kind: "floats", value: Array.from(message.floats ?? []) };
    case attributeTypes.ints:
      return { kind: "ints", value: Array.from(message.ints ?? [], Number) };
    case attributeTypes.strings:
      return readStrings(message.strings ?? [], (value) => ({ kind: "strings", value }), message);
    case attributeTypes.graphs:
      return { kind: "graphs", value: (message.graphs ?? []).map((graph) => readGraph(graph, context)) };
    default:
      return { kind: "opaque", type, value: message.rest ?? missing("a value of a known kind") };
  }
}

/** Files of IR version 1 do not say the type of an attribute. */
function impliedType(message: Message<"AttributeProto">): number {
  const { float, int, string, tensor, graph, floats, ints, strings, graphs } = attributeTypes;
  const present: readonly [unknown, number][] = [
    [message.f, float],
    [message.i, int],
    [message.s, string],
    [message.t, tensor],
    [message.g, graph],
    [message.floats, floats],
    [message.ints, ints],
    [message.strings, strings],
    [message.graphs, graphs],
  ];
  return present.find(([value]) => value !== undefined)?.[1] ?? 0;
}

/** Strings that are not UTF-8 stay the bytes that they are. */
function readStrings(
  values: readonly Uint8Array[],
  attribute: (values: readonly string[]) => Attribute,
  { name, type = 0, s, strings }: Message<"AttributeProto">,
): Attribute {
  try {
    return attribute(values.map((value) => strictUtf8.decode(value)));
  } catch {
    const named = encodeMessage("AttributeProto", { name });
    return {
      kind: "opaque",
      type,
      value: encodeMessage("AttributeProto", { name, s, strings }).subarray(named.length),
    };
  }
}

function readValueInfo({ name, type }: Message<"ValueInfoProto">): ValueInfo {
  if (type?.rest) return { name, otherType: type.rest };
  const elementType = elementTypeOf(type?.tensor_type?.elem_type ?? 0);
  const shape = type?.tensor_type?.shape;
  return {
    name,
    ...(elementType && { type: elementType }),
    ...(shape && { shape: (shape.dim ?? []).map(readDimension) }),
  };
}

/** Some exporters write −1 for a size that they do not know. */
function readDimension({ dim_value, dim_param }: Message<"DimensionProto">): Dimension {
  if (dim_value !== undefined && dim_value >= 0n) return Number(dim_value);
  return dim_param || "?";
}
