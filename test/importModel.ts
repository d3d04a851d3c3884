import { float32, int64, type Shape, type Tensor } from "../src/base/index.ts";
import { type Attributes, createModel, type Graph, type Model, type Node } from "../src/graph/index.ts";

/** A network as exporters write it. */
export interface ImportCase {
  readonly model: Model;
  /** The same network in float32, where the runtime has no kernels for what the file holds. */
  readonly twin?: Model;
  /** Shape of a sample. */
  readonly sample: readonly number[];
  /** The batch size that the file fixes, if it does. */
  readonly frozen?: number;
  /** Whether the file takes one sample, without a batch axis. */
  readonly alone?: true;
  /** The sizes that the network runs at afterwards. */
  readonly batch: "any" | number;
}

export const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
  domain = "",
): Node => ({ name: `${operator}_${outputs[0]}`, operator, domain, inputs, outputs, attributes });

/** A model with the input x, the output y and the given constants. */
export function modelOf(
  shape: Shape,
  nodes: readonly Node[],
  constants: Readonly<Record<string, Tensor>> = {},
  rest: Partial<Graph> & { opset?: number } = {},
): Model {
  const { opset = 18, ...graph } = rest;
  const base: Graph = {
    name: "import",
    inputs: [{ name: "x", type: "float32", shape }],
    outputs: [{ name: "y", type: "float32" }],
    nodes,
    initializers: new Map(Object.entries(constants)),
    valueInfo: [],
    ...graph,
  };
  return { ...createModel(base), opsets: { "": opset, "com.microsoft": 1 } };
}

/** Numbers between −1 and 1 that half precision holds too. */
export const some = (size: number) => Float32Array.from({ length: size }, (_, i) => (((i * 37) % 17) - 8) / 8);
export const weights = (...shape: number[]) => float32(shape, some(shape.reduce((a, b) => a * b, 1)));
export const scalar = (value: number) => int64([], [value]);
export const list = (...values: number[]) => int64([values.length], values);
