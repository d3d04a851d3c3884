import { fail, numbers, tensorOf } from "../../base/index.ts";
import type { Graph, Node } from "../../graph/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { selectOutput } from "../selectOutput.ts";
import { linearNode, withWeights } from "./linearNode.ts";
import { type Rewrite, startRewrite } from "./rewrite.ts";

/** The dense layer that yields a classifier's logits. */
export interface OutputLayer {
  /** The tensor that it reads, N × inputs. */
  readonly features: string;
  readonly inputs: number;
  readonly outputs: number;
  /** outputs × inputs */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  /** The network with other weights there. */
  readonly replaced: (weight: Float64Array, bias: Float64Array) => Graph;
}

/** @throws NetspectraError where the logits are not those of a dense layer of its own */
export function outputLayer(model: LoadedModel): OutputLayer {
  const { output } = selectOutput(model);
  const rewrite = startRewrite(model.graph, output);
  const last = madeBy(rewrite, output);
  const isSum = last?.operator === "Add" && last.domain === "";
  const data = isSum ? last.inputs.find((name) => !rewrite.constantOf(name)) : undefined;
  const addend = isSum ? rewrite.constantOf(last.inputs.find((name) => rewrite.constantOf(name))) : undefined;
  const node = addend && data !== undefined ? rewrite.producerOf(data) : last;
  const linear = node && linearNode(rewrite, node);
  const isDense = linear && linear.node.operator !== "Conv" && rewrite.shapeOf(output).length === 2;
  if (!last || !isDense || linear.factor !== 1 || (addend && numbers(addend).length !== linear.units)) {
    return fail({
      subject: model.path,
      expected: "a dense layer (Gemm or MatMul with constant weights) that yields the logits, to be fine-tuned",
      got: `${last?.operator ?? "nothing"} at "${output}"`,
    });
  }
  const { weight, outputAxis, inputAxis, units, bias } = linear;
  const inputs = weight.shape[inputAxis]!;
  const values = numbers(weight);
  const turn = (from: ArrayLike<number>, rows: number, columns: number) =>
    Float64Array.from({ length: rows * columns }, (_, at) => from[(at % columns) * rows + Math.floor(at / columns)]!);
  const own = addend ? numbers(addend) : [];
  return {
    features: linear.node.inputs[0]!,
    inputs,
    outputs: units,
    weight: outputAxis === 0 ? Float64Array.from(values) : turn(values, units, inputs),
    bias: bias.map((value, i) => value + (own[i] ?? 0)),
    replaced(newWeight, newBias) {
      const fresh = startRewrite(model.graph, output);
      const stored = outputAxis === 0 ? newWeight : turn(newWeight, inputs, units);
      const tensor = tensorOf(weight.type, weight.shape, stored);
      const target = last.outputs[0]!;
      fresh.replace(fresh.producerOf(target)!, ...withWeights(fresh, linear, tensor, newBias, target));
      return fresh.finish();
    },
  };
}

/** What yields a tensor, copies aside. */
function madeBy(rewrite: Rewrite, name: string): Node | undefined {
  const node = rewrite.producerOf(name);
  return node?.operator === "Identity" && node.domain === "" ? madeBy(rewrite, node.inputs[0]!) : node;
}
