import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { float32, int64, NetspectraError, random } from "../base/index.ts";
import {
  createModel,
  encodeMessage,
  externalLocations,
  float,
  type Graph,
  graphAttribute,
  int,
  ints,
  type Message,
  readModel,
  string,
  tensorAttribute,
  writeModel,
} from "./index.ts";

const inner: Graph = {
  name: "inner",
  inputs: [],
  outputs: [{ name: "z" }],
  nodes: [{ name: "n", operator: "Neg", domain: "", inputs: ["x"], outputs: ["z"], attributes: {} }],
  initializers: new Map(),
  valueInfo: [],
};
const small = writeModel(
  createModel({
    name: "small",
    inputs: [{ name: "x", type: "float32", shape: ["N", 2] }],
    outputs: [{ name: "y", type: "float32", shape: ["N", 2] }],
    nodes: [
      {
        name: "gemm",
        operator: "Gemm",
        domain: "",
        inputs: ["x", "w"],
        outputs: ["y"],
        attributes: { alpha: float(2), transB: int(1), pads: ints([1, -1]), mode: string("same") },
      },
      {
        name: "if",
        operator: "If",
        domain: "",
        inputs: ["x"],
        outputs: ["q"],
        attributes: { body: graphAttribute(inner), value: tensorAttribute(int64([2], [1, 300])) },
      },
    ],
    initializers: new Map([["w", float32([2, 2], [1, 2, 3, 4])]]),
    valueInfo: [{ name: "q", type: "int64" }],
  }),
);

/** Reads, or fails in the one way that is allowed: a message that begins with the source. */
function readsOrRefuses(bytes: Uint8Array): boolean {
  try {
    readModel(bytes, { source: "some.onnx" });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(NetspectraError);
    expect((error as Error).message).toMatch(/^some\.onnx\b.*: expected .*, got /s);
    return false;
  }
}

test("no proper prefix of a file is taken for a model", () => {
  expect(readsOrRefuses(small)).toBe(true);
  for (let length = 0; length < small.length; length++) expect(readsOrRefuses(small.subarray(0, length))).toBe(false);
});

test("flipped bits give a model or a clear error", () => {
  const stream = random(5, "flips");
  let refused = 0;
  for (let run = 0; run < 1000; run++) {
    const bytes = Uint8Array.from(small);
    for (let flips = 1 + stream.integer(3); flips > 0; flips--) {
      bytes[stream.integer(bytes.length)]! ^= 1 << stream.integer(8);
    }
    if (!readsOrRefuses(bytes)) refused++;
  }
  expect(refused).toBeGreaterThan(300);
  expect(refused).toBeLessThan(1000);
});

test("random bytes give a clear error", () => {
  const stream = random(6, "noise");
  for (let run = 0; run < 300; run++) {
    expect(readsOrRefuses(Uint8Array.from({ length: stream.integer(200) }, () => stream.integer(256)))).toBe(false);
  }
});

const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const foreign: Record<string, [Uint8Array, RegExp]> = {
  "nothing at all": [new Uint8Array(), /an empty file/],
  "a PNG": [ascii("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), /a PNG image/],
  text: [ascii("epoch,loss\n1,0.5\n2,0.25\n"), /a text file/],
  "a Git LFS pointer": [ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"), /git lfs pull/],
  "an npz": [zipSync({ "x.npy": new Uint8Array(10) }), /zip archive/],
  safetensors: [ascii('\x40\0\0\0\0\0\0\0{"w":{"dtype":"F32"}}'), /safetensors.*Export the model to ONNX/],
  "a Keras file": [ascii("\x89HDF\r\n\x1a\n"), /HDF5/],
  "a TensorFlow saved model": [Uint8Array.of(8, 1, 18, 2, 10, 0), /none of the field "graph"/],
  "a TensorFlow graph": [Uint8Array.of(10, 3, 10, 1, 97), /"ir_version" with wire type 2/],
};

test.each(Object.entries(foreign))("%s is recognised", (_, [bytes, words]) => {
  expect(() => readModel(bytes, { source: "other.bin" })).toThrow(words);
  expect(() => readModel(bytes, { source: "other.bin" })).toThrow(/^other\.bin: expected an ONNX model, got /);
});

const nested = (depth: number): Uint8Array => {
  let graph: Message<"GraphProto"> = { name: "leaf" };
  for (let i = 0; i < depth; i++) {
    graph = { node: [{ op_type: "If", output: [`v${i}`], attribute: [{ name: "body", type: 5, g: graph }] }] };
  }
  return encodeMessage("ModelProto", { ir_version: 8n, opset_import: [{ version: 18n }], graph });
};

test("nesting is allowed, but not without end", () => {
  expect(readsOrRefuses(nested(30))).toBe(true);
  expect(() => readModel(nested(40))).toThrow(/more than 100 messages inside one another/);
});

test("forged lengths and numbers are caught before they cost anything", () => {
  const forged: Record<string, number[]> = {
    "a graph of 2 GiB": [8, 8, 58, 255, 255, 255, 255, 7],
    "a graph of 2⁶³ bytes": [8, 8, 58, 255, 255, 255, 255, 255, 255, 255, 255, 127],
    "a number without end": [8, ...Array(20).fill(255), 1],
    "a group": [8, 8, 59],
    "field 0": [0, 1],
    "two graphs": [8, 8, 58, 0, 58, 0],
  };
  for (const bytes of Object.values(forged)) expect(readsOrRefuses(Uint8Array.from(bytes))).toBe(false);
});

test("lists of tensors are carried along, whether their parts adjoin or not", () => {
  const at = (name: string) => encodeMessage("AttributeProto", { name, type: 9 });
  const tensors = [1, 2].map((type) => Uint8Array.of((10 << 3) | 2, 2, 16, type));
  const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  for (const bytes of [join(at("ts"), ...tensors), join(tensors[0]!, at("ts"), tensors[1]!)]) {
    const attribute = Uint8Array.of((5 << 3) | 2, bytes.length, ...bytes);
    const node = join(encodeMessage("NodeProto", { op_type: "A" }), attribute);
    const graph = Uint8Array.of(10, node.length, ...node);
    const file = Uint8Array.of(8, 8, 66, 2, 16, 18, 58, graph.length, ...graph);
    const value = { kind: "opaque", type: 9, value: join(...tensors) };
    expect(readModel(file).graph.nodes[0]?.attributes).toEqual({ ts: value });
  }
});

const model = (graph: Message<"GraphProto">, rest: Partial<Message<"ModelProto">> = {}) =>
  encodeMessage("ModelProto", { ir_version: 8n, opset_import: [{ version: 18n }], graph, ...rest });
const initializer = [{ name: "w", dims: BigInt64Array.of(1n), data_type: 1, float_data: Float32Array.of(2) }];

test("old and odd ways of saying things are understood", () => {
  const dim = [{ dim_value: -1n }, {}, { dim_param: "batch" }, { dim_value: 3n }];
  const node = {
    op_type: "Slice",
    domain: "ai.onnx",
    overload: "v2",
    input: ["x", "", "w"],
    output: ["y"],
    attribute: [
      { name: "ends", ints: BigInt64Array.of(2n ** 63n - 1n) },
      { name: "to", i: 1n },
      { name: "blob", type: 3, s: Uint8Array.of(0xff) },
      { name: "ref", type: 2, ref_attr_name: "outer" },
    ],
  };
  const graph: Message<"GraphProto"> = {
    input: [{ name: "x", type: { tensor_type: { elem_type: 1, shape: { dim } } } }, { name: "w" }],
    output: [{ name: "y", type: { rest: Uint8Array.of(0x22, 0) } }],
    node: [node],
    initializer,
  };
  const read = readModel(model(graph, { opset_import: [{ domain: "ai.onnx", version: 9n }] }));
  expect(read.opsets).toEqual({ "": 9 });
  expect(read.graph.inputs).toEqual([{ name: "x", type: "float32", shape: ["?", "?", "batch", 3] }]);
  expect(read.graph.outputs).toEqual([{ name: "y", otherType: Uint8Array.of(0x22, 0) }]);
  const [{ attributes, domain, operator, inputs }] = read.graph.nodes as [(typeof read.graph.nodes)[0]];
  expect({ domain, operator, inputs }).toEqual({ domain: "", operator: "Slice:v2", inputs: ["x", "", "w"] });
  expect(attributes).toEqual({
    ends: ints([2 ** 63]),
    to: int(1),
    blob: { kind: "opaque", type: 3, value: Uint8Array.of(0x22, 1, 0xff) },
    ref: { kind: "reference", type: 2, value: "outer" },
  });
  expect(readModel(writeModel(read))).toEqual(read);
  expect(readModel(model({ initializer }, { ir_version: 2n, opset_import: [] })).opsets).toEqual({ "": 1 });
});

test("what a model must not hold is named", () => {
  const refused = (bytes: Uint8Array, words: RegExp) => expect(() => readModel(bytes, { source: "m" })).toThrow(words);
  refused(model({ initializer: [...initializer, ...initializer] }), /two called "w"/);
  refused(model({ initializer: [{ data_type: 1 }] }), /one without a name/);
  refused(model({}, { opset_import: [] }), /which operator set/);
  refused(model({ output: [{ name: "y" }] }), /^m: output "y"/);
  refused(model({ node: [{ op_type: "A", attribute: [{ name: "a", type: 5 }] }] }), /attribute "a".*a graph/);
  expect(() =>
    writeModel(createModel({ ...inner, nodes: [{ ...inner.nodes[0]!, attributes: { k: int(0.5) } }] })),
  ).toThrow(/attribute "k".*integer/);
});

test("the files beside a model are listed, unless they lie elsewhere", () => {
  const at = (location: string) => [
    { name: "w", data_type: 1, data_location: 1, external_data: [{ key: "location", value: location }] },
  ];
  const deep = { node: [{ op_type: "If", attribute: [{ name: "b", type: 5, g: { initializer: at("b.bin") } }] }] };
  expect(externalLocations(model({ initializer: at("data/a.bin"), ...deep }))).toEqual(["data/a.bin", "b.bin"]);
  expect(externalLocations(small)).toEqual([]);
  for (const path of ["../a", "/etc/passwd", "a/../../b", "C:\\a", "", "..\\a"]) {
    expect(() => externalLocations(model({ initializer: at(path) }), "m.onnx")).toThrow(/own folder/);
  }
});
