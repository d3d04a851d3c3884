import { fail, tensorOf } from "../base/index.ts";
import type { ValueType } from "../graph/index.ts";
import { withoutAttributes } from "./define/attributeInputs.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** At inference, or where the ratio is 0, the identity. In training mode it is a random function, which has no Jacobian. */
export const Dropout = defineOp({
  inputs: ["x", "ratio?", "trainingMode?"],
  outputs: ["y", "mask?"],
  discrete: ["ratio", "trainingMode"],
  discreteOutputs: ["mask?"],
  attributes: { seed: optional.int },
  infer: ({ x, ratio, trainingMode }) => {
    requireInference(ratio, trainingMode);
    return { y: like(x), mask: { type: "bool", shape: x.shape } };
  },
  lower: (g, { x }) => ({ y: x, mask: g.expand(g.constant(tensorOf("bool", [], [1])), x.shape, x) }),
  upgrades: {
    7: (node) => {
      const test = node.attributes.is_test;
      if (test?.kind !== "int" || test.value === 0) fail({ subject: `Dropout (node "${node.name}")`, ...inTraining });
      return [withoutAttributes(node, "is_test")];
    },
    12: (node) => [withoutAttributes(node, "ratio")],
  },
  samples: [
    { x: [2, 3] },
    { x: [2, 3], ratio: { shape: [], values: [0.3] } },
    {
      x: [2],
      trainingMode: { shape: [], type: "bool", values: [0] },
      ratio: { shape: [], values: [0.3] },
      outputCount: 2,
    },
    { x: [2], trainingMode: { shape: [], type: "bool", values: [1] }, ratio: { shape: [], values: [0] } },
  ],
});

const inTraining = {
  expected: "a network in evaluation mode",
  got: "dropout in training mode, a different random function on every run",
  todo: "Export the model in evaluation mode (in PyTorch: model.eval()).",
};

/** Where nothing is dropped (ratio 0: torchvision's Swin leaves training mode on) the mode makes no difference. */
function requireInference(ratio: ValueType | undefined, trainingMode: ValueType | undefined): void {
  if (!trainingMode || trainingMode.content?.[0] === 0 || ratio?.elements?.[0] === 0) return;
  fail({ subject: "Dropout", ...inTraining });
}
