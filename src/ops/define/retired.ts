import { fail, float32 } from "../../base/index.ts";
import { string } from "../../graph/index.ts";
import { withoutAttributes } from "./attributeInputs.ts";
import type { Upgrade } from "./defineOp.ts";

/** Operators that ONNX has withdrawn, and what they are called now. */
export const retired: Readonly<Record<string, Readonly<Record<number, Upgrade>>>> = {
  Scatter: { 11: (node) => [{ ...node, operator: "ScatterElements" }] },
  Upsample: {
    9: (node, context) => {
      const scales = node.attributes.scales;
      if (scales?.kind !== "floats") {
        return fail({ subject: `Upsample (node "${node.name}")`, expected: `attribute "scales"`, got: "none" });
      }
      const constant = context.constant(float32([scales.value.length], scales.value));
      return [{ ...withoutAttributes(node, "scales"), inputs: [node.inputs[0] ?? "", constant] }];
    },
    11: (node) => {
      const attributes = {
        ...node.attributes,
        coordinate_transformation_mode: string("asymmetric"),
        nearest_mode: string("floor"),
      };
      return [{ ...node, operator: "Resize", inputs: [node.inputs[0] ?? "", "", node.inputs[1] ?? ""], attributes }];
    },
  },
};
