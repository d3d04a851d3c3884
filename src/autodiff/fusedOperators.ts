import { float32 } from "../base/index.ts";
import { type Attribute, type Attributes, float, int, ints, type Node, string } from "../graph/index.ts";
import type { Upgrade, UpgradeContext } from "../ops/define/defineOp.ts";

/** Appends a standard node and returns the name of its result, which is `output` where that is given. */
type Step = (operator: string, inputs: readonly string[], attributes?: Attributes, output?: string) => string;
type Unfused = (node: Node, step: Step, context: UpgradeContext) => void;

function unfuse(rule: Unfused): Upgrade {
  return (node, context) => {
    const nodes: Node[] = [];
    rule(
      node,
      (operator, inputs, attributes = {}, output = context.fresh(`${node.name}_${operator}`)) => {
        const name = context.fresh(`${node.name}/${operator}`);
        nodes.push({ name, operator, domain: "", inputs, outputs: [output], attributes });
        return output;
      },
      context,
    );
    return nodes;
  };
}

const numberOf = (attribute: Attribute | undefined, otherwise: number): number =>
  attribute?.kind === "float" || attribute?.kind === "int" ? attribute.value : otherwise;
const scalar = (context: UpgradeContext, value: number) => context.constant(float32([], [value]));

/** Gelu of x + bias. */
const gelu = (approximate: string): Upgrade =>
  unfuse(({ inputs: [x = "", bias], outputs }, step) => {
    step("Gelu", [bias ? step("Add", [x, bias]) : x], { approximate: string(approximate) }, outputs[0]);
  });

/** x · sigmoid(alpha · x). */
const quickGelu = unfuse(({ inputs: [x = ""], outputs, attributes }, step, context) => {
  const scaled = step("Mul", [x, scalar(context, numberOf(attributes["alpha"], 1.702))]);
  step("Mul", [x, step("Sigmoid", [scaled])], {}, outputs[0]);
});

/** alpha · a b, with the last two axes of a or b swapped where asked for. */
const fusedMatMul = unfuse(({ inputs: [a = "", b = ""], outputs, attributes }, step, context) => {
  const turned = (x: string, flag: string): string => {
    if (numberOf(attributes[flag], 0) === 0) return x;
    const rank = context.rankOf(x) ?? 2;
    const axes = Array.from({ length: rank }, (_, axis) => axis);
    return step("Transpose", [x], { perm: ints([...axes.slice(0, -2), rank - 1, rank - 2]) });
  };
  const operands = [turned(a, "transA"), turned(b, "transB")];
  const alpha = numberOf(attributes["alpha"], 1);
  if (alpha === 1) step("MatMul", operands, {}, outputs[0]);
  else step("Mul", [step("MatMul", operands), scalar(context, alpha)], {}, outputs[0]);
});

/** An activation by its name, with its parameters in order. */
function activate(
  [name, values]: readonly [string, readonly number[]],
  x: string,
  step: Step,
  context: UpgradeContext,
  output: string | undefined,
): void {
  const [first = 0, second = 0] = values;
  if (name === "Clip") step("Clip", [x, scalar(context, first), scalar(context, second)], {}, output);
  else if (name === "LeakyRelu") step(name, [x], { alpha: float(first) }, output);
  else if (name === "HardSigmoid") step(name, [x], { alpha: float(first), beta: float(second) }, output);
  else step(name || "Identity", [x], {}, output);
}

/** A layer, the sum with a fourth input where there is one, and an activation. */
const activated = (operator: string): Upgrade =>
  unfuse(({ inputs, outputs, attributes }, step, context) => {
    const kept = Object.entries(attributes).filter(([name]) => !name.startsWith("activation"));
    const layer = step(operator, inputs.slice(0, 3), Object.fromEntries(kept));
    const sum = inputs[3] ? step("Add", [layer, inputs[3]]) : layer;
    const { activation, activation_params: list, activation_alpha: alpha, activation_beta: beta } = attributes;
    const values = list?.kind === "floats" ? list.value : [numberOf(alpha, 0), numberOf(beta, 0)];
    activate([activation?.kind === "string" ? activation.value : "", values], sum, step, context, outputs[0]);
  });

/** x · scale / √(mean x² + epsilon) over the last axis (Zhang and Sennrich 2019). */
function rootMeanSquareNorm(node: Node, x: string, scale: string, step: Step, context: UpgradeContext): void {
  const square = step("ReduceMean", [step("Mul", [x, x]), context.constant({ ...lastAxis })], { keepdims: int(1) });
  const shifted = step("Add", [square, scalar(context, numberOf(node.attributes["epsilon"], 1e-5))]);
  const normalized = step("Div", [x, step("Sqrt", [shifted])]);
  step("Mul", [normalized, scale], {}, node.outputs[0]);
}

const lastAxis = { type: "int64", shape: [1], data: BigInt64Array.of(-1n) } as const;

const simplifiedLayerNormalization = unfuse((node, step, context) => {
  rootMeanSquareNorm(node, node.inputs[0] ?? "", node.inputs[1] ?? "", step, context);
});

/** Normalisation of x + skip + bias; the sum is the fourth output. */
const skipNormalization = (simplified: boolean): Upgrade =>
  unfuse((node, step, context) => {
    const [x = "", skip = "", scale = "", ...rest] = node.inputs;
    const [beta = "", bias = ""] = simplified ? ["", rest[0]] : rest;
    const wanted = node.outputs[3] || undefined;
    const sum = bias ? step("Add", [step("Add", [x, skip]), bias], {}, wanted) : step("Add", [x, skip], {}, wanted);
    const epsilon = float(numberOf(node.attributes["epsilon"], 1e-12));
    if (simplified) rootMeanSquareNorm({ ...node, attributes: { epsilon } }, sum, scale, step, context);
    else step("LayerNormalization", [sum, scale, ...(beta ? [beta] : [])], { axis: int(-1), epsilon }, node.outputs[0]);
  });

/** What ONNX Runtime's optimiser writes into a file, in standard operators. */
const fused: Readonly<Record<string, Upgrade>> = {
  BiasGelu: gelu("none"),
  FastGelu: gelu("tanh"),
  FusedConv: activated("Conv"),
  FusedGemm: activated("Gemm"),
  FusedMatMul: fusedMatMul,
  Gelu: gelu("none"),
  QuickGelu: quickGelu,
  SimplifiedLayerNormalization: simplifiedLayerNormalization,
  SkipLayerNormalization: skipNormalization(false),
  SkipSimplifiedLayerNormalization: skipNormalization(true),
  TransposeMatMul: fusedMatMul,
};

/** How to say a runtime's fused operator in standard ones, where that is possible. */
export function unfusedBy({ operator, domain }: Pick<Node, "operator" | "domain">): Upgrade | undefined {
  const own = domain === "com.microsoft" || (domain === "" && operator === "SimplifiedLayerNormalization");
  return own && Object.hasOwn(fused, operator) ? fused[operator] : undefined;
}
