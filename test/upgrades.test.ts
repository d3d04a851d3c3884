import { describe, expect, test } from "vitest";
import { normalizeModel } from "../src/autodiff/index.ts";
import { float32, NetspectraError, random, sizeOf, type Tensor } from "../src/base/index.ts";
import { createModel, int, type Model, opsetVersion, writeModel } from "../src/graph/index.ts";
import { operators } from "../src/ops/define/registry.ts";
import { retired } from "../src/ops/define/retired.ts";
import { difference } from "./conformanceCase.ts";
import { sampleGraph } from "./opSample.ts";
import { openBytes, runGraph } from "./runtime.ts";
import { type OldNode, upgradeCases } from "./upgradeCases.ts";

const named = upgradeCases.map((own) => [`${own.operator} of opset ${own.opset}`, own] as const);

test.each(named)("%s %#: the node in today's form computes what the runtime makes of it", async (_, own) => {
  const { model, feeds } = modelOf(own);
  const reference = own.today
    ? modelOf({ ...own, attributes: {}, ...own.today, opset: opsetVersion })
    : { model, feeds };
  const expected = await run(reference.model, reference.feeds);
  expectSame(await runGraph(normalizeModel(model, { batch: "as-is" }), feeds), expected);
});

/** Operators that came with the form that these upgrades would bring. */
const born: Readonly<Record<string, number>> = {
  BitwiseAnd: 18,
  BitwiseOr: 18,
  BitwiseXor: 18,
  GreaterOrEqual: 12,
  LessOrEqual: 12,
};

test("every upgrade has a case that needs it", () => {
  const all = [...Object.entries(operators).map(([name, { upgrades }]) => [name, upgrades] as const), ...retiredOnes()];
  const keys = all.flatMap(([name, upgrades]) => Object.keys(upgrades).map((key) => [name, Number(key)] as const));
  expect(keys.length).toBeGreaterThan(40);
  const missing = keys.filter(([name, key]) => {
    const needs = ({ opset }: OldNode) => (key > opsetVersion ? opset >= key : opset < key);
    return (born[name] ?? 0) < key && !upgradeCases.some((own) => own.operator === name && needs(own));
  });
  expect(missing).toEqual([]);
});

const retiredOnes = () => Object.entries(retired);

describe("where the runtime takes an operator's sample for another operator set, the result is the same", () => {
  const opsets = [7, 9, 11, 12, 13, 16, 20, 22, 24];
  test.each(Object.entries(operators))("%s", async (name, op) => {
    let taken = 0;
    for (const opset of opsets) {
      for (const sample of op.samples.slice(0, 2)) {
        const { graph, feeds } = sampleGraph(name, op, sample, "float32");
        const model = { ...createModel(graph), opsets: { "": opset } };
        const expected = await run(model, feeds).catch(() => undefined);
        if (!expected) continue;
        taken++;
        expectSame(await runGraph(normalizeModel(model, { batch: "as-is" }), feeds), expected);
      }
    }
    if ((op.since ?? 0) <= 24) expect(taken).toBeGreaterThan(0);
  });
});

test("dropout in training mode is refused, in the words of its operator set", () => {
  const { model } = modelOf({ opset: 6, operator: "Dropout", inputs: [[2, 3]] });
  expect(() => normalizeModel(model)).toThrow(/evaluation mode/);
  const evaluation = modelOf({ opset: 6, operator: "Dropout", inputs: [[2, 3]], attributes: { is_test: int(1) } });
  expect(normalizeModel(evaluation.model).nodes.map(({ operator }) => operator)).toEqual(["Dropout"]);
});

test.each([5, 27])("operator set %i is refused", (opset) => {
  const { model } = modelOf({ opset, operator: "Relu", inputs: [[2, 3]] });
  expect(() => normalizeModel(model)).toThrow(NetspectraError);
});

function modelOf({ opset, operator, inputs, attributes = {}, outputs = 1 }: OldNode): {
  model: Model;
  feeds: Record<string, Tensor>;
} {
  const feeds: Record<string, Tensor> = {};
  const initializers = new Map<string, Tensor>();
  const names = inputs.map((input, i) => {
    const name = input ? `x${i}` : "";
    if (input && "data" in input) initializers.set(name, input);
    else if (input) feeds[name] = randomTensor(input, `${operator}/${i}`);
    return name;
  });
  const results = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const graph = {
    name: operator,
    inputs: Object.entries(feeds).map(([name, { type, shape }]) => ({ name, type, shape })),
    outputs: results.map((name) => ({ name })),
    nodes: [{ name: "old", operator, domain: "", inputs: names, outputs: results, attributes }],
    initializers,
    valueInfo: [],
  };
  return { model: { ...createModel(graph), opsets: { "": opset } }, feeds };
}

/** Standard normal; for powers positive. */
function randomTensor(shape: readonly number[], address: string): Tensor {
  const stream = random(3, address);
  return float32(
    shape,
    Array.from({ length: sizeOf(shape) }, () => (address.startsWith("Pow") ? stream.uniform() : stream.normal())),
  );
}

/** What the runtime makes of a file as it is. IR version 9 is the newest that it reads for every operator set. */
async function run(model: Model, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  return (await openBytes(writeModel({ ...model, irVersion: 9 })))(feeds);
}

function expectSame(actual: Record<string, Tensor>, expected: Record<string, Tensor>): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(actual[name]!.type, name).toBe(value.type);
    expect(actual[name]!.shape, name).toEqual(value.shape);
    expect(difference(actual[name]!, value), name).toBeLessThan(1e-5);
  }
}
