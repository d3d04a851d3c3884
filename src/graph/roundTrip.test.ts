import fc from "fast-check";
import { InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { type ElementType, float32, sizeOf, type Tensor } from "../base/index.ts";
import {
  type Attribute,
  bytesOf,
  createModel,
  elementLayouts,
  elementTypeNumbers,
  encodeMessage,
  formatModel,
  type Graph,
  int,
  type LocalFunction,
  type Model,
  type Node,
  readModel,
  type ValueInfo,
  viewAs,
  writeModel,
} from "./index.ts";

const text = fc.string({ unit: "grapheme", maxLength: 6 });
const word = fc.stringMatching(/^[a-z]{1,6}$/);
const wholeNumber = fc.maxSafeInteger();
const elementTypes = Object.keys(elementTypeNumbers) as ElementType[];

function tensorArbitrary(type: ElementType): fc.Arbitrary<Tensor> {
  return fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }).chain((shape): fc.Arbitrary<Tensor> => {
    const size = sizeOf(shape);
    if (type === "string") {
      return fc.array(text, { minLength: size, maxLength: size }).map((data) => ({ type, shape, data }));
    }
    const { array, bits } = elementLayouts[type];
    const length = Math.ceil((size * bits) / 8 / array.BYTES_PER_ELEMENT) * array.BYTES_PER_ELEMENT;
    const byte = type === "bool" ? fc.integer({ min: 0, max: 1 }) : fc.integer({ min: 0, max: 255 });
    return fc
      .array(byte, { minLength: length, maxLength: length })
      .map((bytes) => ({ type, shape, data: viewAs(array, Uint8Array.from(bytes)) }));
  });
}

const anyTensor = fc.constantFrom(...elementTypes).chain(tensorArbitrary);
const valueInfo = (name: string): fc.Arbitrary<ValueInfo> =>
  fc.record(
    {
      name: fc.constant(name),
      type: fc.constantFrom(...elementTypes),
      shape: fc.array(fc.oneof(fc.nat(), fc.constantFrom("N", "?", "2*N"))),
    },
    { requiredKeys: ["name"] },
  );
const attribute = (graph: fc.Arbitrary<Graph>): fc.Arbitrary<Attribute> =>
  fc.oneof(
    fc.record({ kind: fc.constant("int" as const), value: wholeNumber }),
    fc.record({ kind: fc.constant("ints" as const), value: fc.array(wholeNumber) }),
    fc.record({ kind: fc.constant("float" as const), value: fc.float() }),
    fc.record({ kind: fc.constant("floats" as const), value: fc.array(fc.float()) }),
    fc.record({ kind: fc.constant("string" as const), value: text }),
    fc.record({ kind: fc.constant("strings" as const), value: fc.array(text) }),
    fc.record({ kind: fc.constant("tensor" as const), value: anyTensor }),
    fc.record({ kind: fc.constant("graph" as const), value: graph }),
    fc.record({ kind: fc.constant("graphs" as const), value: fc.array(graph, { maxLength: 2 }) }),
    fc.record({ kind: fc.constant("reference" as const), type: fc.integer({ min: 1, max: 10 }), value: word }),
    fc.record({
      kind: fc.constant("opaque" as const),
      type: fc.constant(12),
      value: fc.uint8Array().map((s) => encodeMessage("AttributeProto", { name: "", rest: sparse(s) }).subarray(2)),
    }),
  );
const sparse = (bytes: Uint8Array) => Uint8Array.from([0xba, 0x01, bytes.length, ...bytes]);

/** A chain of nodes over one input and some constants; `prefix` keeps names of different depths apart. */
function graphArbitrary(depth: number): fc.Arbitrary<Graph> {
  const inner = depth === 0 ? fc.constant(emptyGraph) : graphArbitrary(depth - 1);
  const prefix = "v".repeat(depth + 1);
  return fc
    .record({
      name: text,
      input: valueInfo(`${prefix}in`),
      tensors: fc.array(anyTensor, { maxLength: 3 }),
      parts: fc.array(
        fc.record({
          name: text,
          operator: word,
          domain: fc.constantFrom("", "com.example"),
          attributes: fc.dictionary(fc.oneof(word, fc.constant("__proto__")), attribute(inner), { maxKeys: 3 }),
        }),
        { maxLength: 3 },
      ),
      info: fc.array(valueInfo(`${prefix}1`), { maxLength: 1 }),
    })
    .map(({ name, input, tensors, parts, info }) => {
      const names = tensors.map((_, i) => `${prefix}c${i}`);
      const nodes = parts.map((part, i) => ({
        ...part,
        attributes: { ...part.attributes },
        inputs: [i === 0 ? input.name : `${prefix}${i - 1}`, "", ...names],
        outputs: ["", `${prefix}${i}`],
      }));
      return {
        name,
        inputs: [input],
        outputs: [{ name: nodes.at(-1)?.outputs[1] ?? input.name }],
        nodes,
        initializers: new Map(names.map((key, i) => [key, tensors[i]!])),
        valueInfo: info,
      };
    });
}
const emptyGraph: Graph = { name: "", inputs: [], outputs: [], nodes: [], initializers: new Map(), valueInfo: [] };

const functionOf = (nodes: readonly Node[]): LocalFunction => ({
  name: "f",
  domain: "com.example",
  inputs: ["vin", ...nodes.flatMap(({ inputs }) => inputs.filter((name) => name.startsWith("vc")))],
  outputs: ["vin"],
  attributes: ["alpha"],
  attributeDefaults: { beta: int(3) },
  nodes,
  opsets: { "": 18 },
});

const model: fc.Arbitrary<Model> = fc
  .record({
    graph: graphArbitrary(2),
    body: graphArbitrary(0),
    versions: fc.dictionary(word, fc.integer({ min: 1, max: 30 }), { maxKeys: 2 }),
    irVersion: fc.integer({ min: 3, max: 13 }),
    producerName: text,
    producerVersion: text,
    metadata: fc.dictionary(text, text),
  })
  .map(({ graph, body, versions, metadata, ...rest }) => ({
    ...rest,
    graph,
    opsets: { "": 18, ...versions },
    metadata: { ...metadata },
    functions: body.nodes.length === 1 ? [functionOf(body.nodes)] : [],
  }));

test("what is written is read back the same, and written again to the same bytes", () => {
  fc.assert(
    fc.property(model, (original) => {
      const bytes = writeModel(original);
      const read = readModel(bytes);
      expect(read).toEqual(original);
      expect([...read.graph.initializers.keys()]).toEqual([...original.graph.initializers.keys()]);
      expect(Buffer.compare(writeModel(read), bytes)).toBe(0);
      expect(formatModel(read)).toBe(formatModel(original));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test.each(elementTypes)("constants of type %s survive", (type) => {
  fc.assert(
    fc.property(tensorArbitrary(type), (tensor) => {
      const initializers = new Map([["w", tensor]]);
      const graph = { ...emptyGraph, initializers, outputs: [{ name: "w", type, shape: tensor.shape }] };
      const back = readModel(writeModel(createModel(graph))).graph;
      expect(back).toEqual(graph);
      expect(back.initializers.get("w")!.data.constructor).toBe(tensor.data.constructor);
    }),
    { seed: 2, numRuns: 20 },
  );
});

test("aligned weights are views of the file, large ones are written once", () => {
  const weights = float32(
    [512, 512],
    Float32Array.from({ length: 512 * 512 }, (_, i) => i),
  );
  const graph = { ...emptyGraph, initializers: new Map([["w", weights]]), outputs: [{ name: "w" }] };
  const bytes = writeModel(createModel(graph));
  expect(bytes.length).toBeLessThan(bytesOf(weights.data).length + 200);
  const shifts = [0, 1, 2, 3].map((shift) => {
    const moved = new Uint8Array(bytes.length + shift).subarray(shift);
    moved.set(bytes);
    const { data } = readModel(moved).graph.initializers.get("w")!;
    expect(Buffer.compare(bytesOf(data as Float32Array), bytesOf(weights.data))).toBe(0);
    return (data as Float32Array).buffer === moved.buffer;
  });
  expect(shifts.filter(Boolean).length).toBe(1);
});

test("ONNX Runtime runs what is written", async () => {
  const node = (operator: string, inputs: string[], output: string): Node => {
    return { name: output, operator, domain: "", inputs, outputs: [output], attributes: {} };
  };
  const graph: Graph = {
    name: "tiny",
    inputs: [{ name: "x", type: "float32", shape: ["N", 2] }],
    outputs: [{ name: "y", type: "float32", shape: ["N", 2] }],
    nodes: [node("MatMul", ["x", "w"], "product"), node("Relu", ["product"], "y")],
    initializers: new Map([["w", float32([2, 2], [1, -2, 3, 4])]]),
    valueInfo: [],
  };
  const session = await InferenceSession.create(writeModel(createModel(graph, { metadata: { a: "b" } })), {
    logSeverityLevel: 4,
    graphOptimizationLevel: "all",
  });
  const { y } = await session.run({ x: new RuntimeTensor("float32", [1, 1, -1, 2, 0, 1], [3, 2]) });
  expect(y?.dims).toEqual([3, 2]);
  expect(Array.from(y?.data as Float32Array)).toEqual([4, 2, 5, 10, 3, 4]);
  await session.release();
});
