import { type Dimension, sizeOf } from "../base/index.ts";
import type { Attributes, Builder, Infer, Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

/** Where ONNX Runtime keeps its operators on blocked tensors. */
export const channelBlockDomain = "com.microsoft.nchwc";

/** A node of {@link channelBlockDomain}. */
export function appendBlocked(
  g: Builder,
  operator: string,
  inputs: readonly Value[],
  attributes: Attributes = {},
  output = g.fresh(`${operator}:blocked`),
): Value {
  const node = {
    name: g.fresh(operator),
    operator,
    domain: channelBlockDomain,
    inputs: [],
    outputs: [output],
    attributes,
  };
  return g.append(node, inputs)[0]!;
}

/** What operators yield, those on blocked tensors too: by name they have the shapes of the plain ones. */
export const inferBlocked: Infer = (node, inputs, outputCount) => {
  if (node.domain !== channelBlockDomain) return infer(node, inputs, outputCount);
  if (!node.operator.startsWith("Reorder")) return infer({ ...node, domain: "" }, inputs, outputCount);
  const { type, shape } = inputs[0]!;
  const [n, c, ...sizes] = shape as readonly [Dimension, Dimension, ...Dimension[]];
  return [{ type, shape: "channels_last" in node.attributes ? [n, ...sizes, c] : shape }];
};

/**
 * M×C×kernel, its elements as (M/size)×(C/size)×kernel×size×size, the filters innermost; with fewer than `size` channels
 * (M/size)×C×kernel×size. The filters come into blocks as channels of an image would.
 */
export function blockedWeights(g: Builder, w: Value, size: number): Value {
  const [m, c, ...kernel] = w.shape as readonly [number, number, number, number];
  const taps = sizeOf(kernel);
  const filters = appendBlocked(g, "ReorderInput", [g.reshape(w, [1, m, c, taps])]);
  if (c < size) return g.reshape(filters, w.shape);
  const apart = g.reshape(filters, [m / size, c / size, size, taps, size]);
  return g.reshape(g.transpose(apart, [0, 1, 3, 2, 4]), w.shape);
}
