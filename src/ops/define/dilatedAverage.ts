import { checkComputed, fail, float32, int64, sizeOf } from "../../base/index.ts";
import { ints, type Node, tensorAttribute } from "../../graph/index.ts";
import type { UpgradeContext } from "./defineOp.ts";

/**
 * AveragePool of opset 19 with dilation, for which opset 18 has no operator: channels become one more spatial axis, and
 * a convolution with ones adds up each window; without the padding, another one counts what it saw.
 *
 * @throws NetspectraError with ceil_mode, whose padding depends on sizes that are not known yet
 */
export function dilatedAverage(node: Node, context: UpgradeContext): readonly Node[] {
  const { kernel_shape, pads, strides, dilations, auto_pad, ceil_mode, count_include_pad } = node.attributes;
  const kernel = kernel_shape?.kind === "ints" ? kernel_shape.value : [];
  if (ceil_mode?.kind === "int" && ceil_mode.value !== 0) {
    fail({
      subject: `AveragePool (node "${node.name}")`,
      expected: "windows without dilation, or without ceil_mode",
      got: "both",
      todo: "Export the model with opset 18 or lower.",
    });
  }
  const [x = "", y = ""] = [node.inputs[0], node.outputs[0]];
  const channels = context.constant(int64([1], [1]));
  const weight = context.constant(
    float32([1, 1, 1, ...kernel], new Float32Array(checkComputed("AveragePool", ...kernel)).fill(1)),
  );
  const step = (operator: string, inputs: readonly string[], attributes: Node["attributes"] = {}, output = "") => {
    const name = output || context.fresh(`${y}_${operator}`);
    return { name, operator, domain: "", inputs, outputs: [name], attributes };
  };
  const window: Node["attributes"] = {
    ...(auto_pad && { auto_pad }),
    ...(pads?.kind === "ints" && { pads: ints(onAllButChannels(pads.value, 0)) }),
    ...(strides?.kind === "ints" && { strides: ints([1, ...strides.value]) }),
    ...(dilations?.kind === "ints" && { dilations: ints([1, ...dilations.value]) }),
  };
  const sums = (input: string): readonly Node[] => {
    const apart = step("Unsqueeze", [input, channels]);
    const added = step("Conv", [apart.name, weight], window);
    return [apart, added, step("Squeeze", [added.name, channels])];
  };
  const total = sums(x);
  const sum = total.at(-1)!.name;
  if (count_include_pad?.kind === "int" && count_include_pad.value !== 0) {
    const size = context.constant(float32([], [sizeOf(kernel)]));
    return [...total, step("Div", [sum, size], {}, y)];
  }
  const shape = step("Shape", [x]);
  const ones = step("ConstantOfShape", [shape.name], { value: tensorAttribute(float32([1], [1])) });
  const counts = sums(ones.name);
  return [...total, shape, ones, ...counts, step("Div", [sum, counts.at(-1)!.name], {}, y)];
}

/** `pads` (all before, then all after) with `value` for one more axis in front. */
function onAllButChannels(pads: readonly number[], value: number): readonly number[] {
  const half = pads.length / 2;
  return [value, ...pads.slice(0, half), value, ...pads.slice(half)];
}

/** Whether a node's window has gaps. */
export function isDilated({ attributes: { dilations } }: Node): boolean {
  return dilations?.kind === "ints" && dilations.value.some((d) => d !== 1);
}
