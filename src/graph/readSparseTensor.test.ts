import { expect, test } from "vitest";
import { float32 } from "../base/index.ts";
import { encodeMessage, type Message, readModel, readSparseTensor } from "./index.ts";

const list = (shape: readonly number[], values: readonly number[], name = ""): Message<"TensorProto"> => ({
  name,
  dims: BigInt64Array.from(shape, BigInt),
  data_type: 7,
  int64_data: BigInt64Array.from(values, BigInt),
});
const sparse = (indices: Message<"TensorProto">, dims = [2, 3]): Message<"SparseTensorProto"> => ({
  values: { name: "w", dims: BigInt64Array.of(2n), data_type: 1, float_data: Float32Array.of(5, -1) },
  indices,
  dims: BigInt64Array.from(dims, BigInt),
});
const read = (message: Message<"SparseTensorProto">) =>
  readSparseTensor(message, { source: "net.onnx", externalData: () => undefined });
const dense = float32([2, 3], [0, 0, 5, -1, 0, 0]);

test("places in row-major order and coordinates give the same dense tensor", () => {
  expect(read(sparse(list([2], [2, 3])))).toEqual(dense);
  expect(read(sparse(list([2, 2], [0, 2, 1, 0])))).toEqual(dense);
});

test("a model's sparse weights and sparse constants are dense after reading", () => {
  const graph: Message<"GraphProto"> = {
    output: [{ name: "w" }],
    node: [
      {
        op_type: "Constant",
        output: ["c"],
        attribute: [{ name: "sparse_value", type: 11, sparse_tensor: sparse(list([2], [2, 3])) }],
      },
    ],
    sparse_initializer: [sparse(list([2], [2, 3]))],
  };
  const bytes = encodeMessage("ModelProto", { ir_version: 8n, opset_import: [{ version: 13n }], graph });
  const read = readModel(bytes).graph;
  expect(read.initializers.get("w")).toEqual(dense);
  expect(read.nodes[0]?.attributes).toEqual({ sparse_value: { kind: "tensor", value: dense } });
});

test("indices that do not fit, and dense tensors without end, are refused by name", () => {
  const refused = (message: Message<"SparseTensorProto">, words: RegExp) => {
    expect(() => read(message)).toThrow(words);
    expect(() => read(message)).toThrow(/net\.onnx: sparse tensor "w"/);
  };
  refused(sparse(list([2], [2, 6])), /indices inside 2×3, got 6/);
  refused(sparse(list([2], [-1, 0])), /indices inside/);
  refused(sparse(list([2, 2], [0, 3, 0, 0])), /indices inside/);
  refused(sparse(list([3], [0, 1, 2])), /2 indices/);
  refused(sparse(list([2, 3], [0, 1, 2, 0, 1, 2])), /2 indices/);
  refused(sparse(list([2], [0, 1]), [2 ** 20, 2 ** 20]), /at most 8388608 computed numbers/);
  refused(sparse(list([2], [0, 1]), [-2, 3]), /0 or more/);
  refused(
    { ...sparse(list([2], [0, 1])), indices: { ...list([2], [0, 1]), data_type: 6, int32_data: Int32Array.of(0, 1) } },
    /int64 indices/,
  );
});
