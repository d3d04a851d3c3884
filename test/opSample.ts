import { type ElementType, random, sizeOf, type Tensor, tensorOf } from "../src/base/index.ts";
import {
  type Attribute,
  type Attributes,
  type Builder,
  createBuilder,
  type Graph,
  type Value,
} from "../src/graph/index.ts";
import type { OpDefinition, SampleInput } from "../src/ops/define/defineOp.ts";
import { infer } from "../src/ops/define/registry.ts";

/** One sample of an operator as a graph, with the values of its inputs. */
export interface SampleGraph {
  graph: Graph;
  /** Values of the graph's inputs (those that may carry derivatives); all else is constant. */
  feeds: Record<string, Tensor>;
}

/** Build `operator(sample)` as a graph whose float inputs have element type `float`. */
export function sampleGraph(
  operator: string,
  op: OpDefinition,
  sample: Readonly<Record<string, unknown>>,
  float: "float32" | "float64",
  seed = 0,
): SampleGraph {
  const g = createBuilder(infer);
  const feeds: Record<string, Tensor> = {};
  const operands: (Value | undefined)[] = [];
  const declare = (name: string, input: SampleInput | undefined): Value | undefined => {
    if (input === undefined) return undefined;
    const tensor = sampleTensor(input, float, seed, `${operator}.${name}`);
    if (op.discrete.includes(name) || tensor.type !== float) return g.initializer(name, tensor);
    feeds[name] = tensor;
    return g.input(name, tensor.type, tensor.shape);
  };
  for (const name of op.inputs) {
    if (!name.startsWith("..."))
      operands.push(declare(name.replace("?", ""), sample[name.replace("?", "")] as SampleInput));
    else
      ((sample[name.slice(3)] ?? []) as SampleInput[]).forEach((input, i) => {
        operands.push(declare(`${name.slice(3)}${i}`, input));
      });
  }
  const required = op.outputs.filter((o) => !o.endsWith("?") && !o.startsWith("...")).length;
  const outputs = g.ops(operator, operands, attributesOf(op, sample), (sample["outputCount"] as number) ?? required);
  return { graph: g.finish(outputs), feeds };
}

function attributesOf(op: OpDefinition, sample: Readonly<Record<string, unknown>>): Attributes {
  const given = Object.entries(op.attributes).filter(([name]) => sample[name] !== undefined);
  return Object.fromEntries(given.map(([name, { kind }]) => [name, { kind, value: sample[name] } as Attribute]));
}

function sampleTensor(input: SampleInput, float: ElementType, seed: number, address: string): Tensor {
  const spec = Array.isArray(input)
    ? { shape: input as readonly number[] }
    : (input as Exclude<SampleInput, readonly number[]>);
  const stream = random(seed, "sample", address);
  const { shape, type = float, values, from, to } = spec as Exclude<SampleInput, readonly number[]>;
  const draw = () => (from === undefined || to === undefined ? stream.normal() : from + (to - from) * stream.uniform());
  return tensorOf(type, shape, values ?? Array.from({ length: sizeOf(shape) }, draw));
}

/** A builder that holds a graph. */
export const reopen = (graph: Graph): Builder => createBuilder(infer, graph);
