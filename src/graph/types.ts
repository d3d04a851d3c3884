import type { Dimension, ElementType, Shape, Tensor } from "../base/index.ts";

/** An attribute of a node, tagged as ONNX tags it (a plain 1 could be an int or a float). */
export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensor"; readonly value: Tensor }
  | { readonly kind: "graph"; readonly value: Graph }
  | { readonly kind: "graphs"; readonly value: readonly Graph[] }
  /** Inside a function: the value that the caller gives to the attribute of this name. */
  | { readonly kind: "reference"; readonly type: number; readonly value: string }
  /** Type protos, lists of these, of tensors and of sparse tensors, strings that are not UTF-8: carried through unread. */
  | { readonly kind: "opaque"; readonly type: number; readonly value: Uint8Array };

export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number) => ({ kind: "int", value }) as const;
export const ints = (value: readonly number[]) => ({ kind: "ints", value }) as const;
export const float = (value: number) => ({ kind: "float", value }) as const;
export const floats = (value: readonly number[]) => ({ kind: "floats", value }) as const;
export const string = (value: string) => ({ kind: "string", value }) as const;
export const strings = (value: readonly string[]) => ({ kind: "strings", value }) as const;
export const tensorAttribute = (value: Tensor) => ({ kind: "tensor", value }) as const;
export const graphAttribute = (value: Graph) => ({ kind: "graph", value }) as const;

/** One operation. An absent optional input or output is the empty string, as in ONNX. */
export interface Node {
  readonly name: string;
  readonly operator: string;
  /** "" is the standard ONNX domain ("ai.onnx" is read as ""). */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** What a file says of a value. `shape` is absent where the rank is unknown, "?" stands for an unnamed unknown size. */
export interface ValueInfo {
  readonly name: string;
  /** Absent where the file does not say (inner values) or for types that are no tensor. */
  readonly type?: ElementType;
  readonly shape?: Shape;
  /** A type that is no tensor's (sequence, optional, map), carried through unread. */
  readonly otherType?: Uint8Array;
}

/** What is known of a value: element type and shape. */
export interface ValueType {
  readonly type: ElementType;
  readonly shape: Shape;
  /** The elements of a small integer or bool tensor, known up to the batch size ("N"): shapes, axes, indices. */
  readonly content?: readonly Dimension[];
  /** The elements of a small float constant, for operators whose result's shape they decide (the scales of Resize). */
  readonly elements?: readonly number[];
}

/** A directed acyclic graph of operations; nodes are in topological order. */
export interface Graph {
  readonly name: string;
  /** Without initialisers (old files list these as inputs too; the reader drops them here). */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** What the file says of inner values. */
  readonly valueInfo: readonly ValueInfo[];
}

/** A function that a model brings along (ONNX FunctionProto). */
export interface LocalFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly string[];
  readonly attributeDefaults: Attributes;
  readonly nodes: readonly Node[];
  readonly opsets: Readonly<Record<string, number>>;
}

/** A graph with what a file says about it. */
export interface Model {
  readonly graph: Graph;
  /** Version of each operator set, by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly functions: readonly LocalFunction[];
}

/** The operator set that every graph is rewritten to on import, and that everything we write is in. */
export const opsetVersion = 18;
/** IR version written with it (ONNX 1.13). */
export const irVersion = 8;
