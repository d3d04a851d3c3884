import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ElementType, type Tensor, tensor, tensorOf } from "../src/base/index.ts";
import { float16Value } from "../src/formats/float16.ts";
import { decodeMessage, type Model, readModel, readTensor, type ValueInfo } from "../src/graph/index.ts";

type Values = Record<string, Tensor>;

/** A model of ONNX's backend tests with the values it is fed and those it must give. */
export interface ConformanceCase {
  readonly model: Model;
  readonly feeds: Values;
  readonly outputs: Values;
}

/** Folders of test cases under the given ones, none where a folder is absent. */
export function caseFolders(root: string, families: readonly string[]): readonly string[] {
  return families
    .map((family) => path.join(root, family))
    .filter((family) => existsSync(family))
    .flatMap((family) => readdirSync(family).map((name) => path.join(family, name)))
    .filter((folder) => existsSync(path.join(folder, "model.onnx")));
}

/** Read `folder/model.onnx` and its first data set. Values that are no tensors (sequences) are left out. */
export function readCase(folder: string): ConformanceCase {
  const model = readModel(readFileSync(path.join(folder, "model.onnx")), { source: folder, externalData: new Map() });
  const data = path.join(folder, "test_data_set_0");
  const values = (kind: string, names: readonly ValueInfo[]): Values =>
    Object.fromEntries(
      names.flatMap(({ name, type, otherType }, i) => {
        const file = path.join(data, `${kind}_${i}.pb`);
        return name === "" || otherType || !existsSync(file) ? [] : [[name, readTensorFile(file, type)]];
      }),
    );
  return { model, feeds: values("input", model.graph.inputs), outputs: values("output", model.graph.outputs) };
}

/** NumPy has no bfloat16: its bits are kept as unsigned integers. */
function readTensorFile(file: string, declared: ElementType | undefined): Tensor {
  const message = decodeMessage("TensorProto", readFileSync(file), file);
  const value = readTensor(message, { source: file, externalData: () => undefined });
  return declared === "bfloat16" && value.type === "uint16" ? { ...value, type: "bfloat16" } : value;
}

/** The model with some of its inputs as constants. */
export function withConstants({ model, feeds }: ConformanceCase, fixed: readonly string[]): Model {
  const { graph } = model;
  const inputs = graph.inputs.filter(({ name }) => !fixed.includes(name));
  const initializers = new Map([...graph.initializers, ...fixed.map((name) => [name, feeds[name]!] as const)]);
  return { ...model, graph: { ...graph, inputs, initializers } };
}

/** A value as a graph wants it: half precision is widened on import. */
export function inType(t: Tensor, type: ElementType | undefined): Tensor {
  if (t.type === type || type !== "float32") return t;
  const bits = t.data as Uint16Array;
  if (t.type === "float16") return tensorOf("float32", t.shape, Float32Array.from(bits, float16Value));
  if (t.type !== "bfloat16") return t;
  return tensor("float32", t.shape, new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer));
}

/** Largest |a − b| / (1 + |b|); infinite where only one of the two is a number. */
export function difference(a: Tensor, b: Tensor): number {
  const [left, right] = [a.data as ArrayLike<number>, b.data as ArrayLike<number>];
  let worst = left.length === right.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < right.length; i++) {
    const [x, y] = [Number(left[i]), Number(right[i])];
    if (Object.is(x, y) || x === y) continue;
    const error = Math.abs(x - y) / (1 + Math.abs(y));
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  }
  return worst;
}
