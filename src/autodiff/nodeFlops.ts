import type { Shape } from "../base/index.ts";
import type { Node, Value } from "../graph/index.ts";

type Operands = readonly (Value | undefined)[];
type Count = (shape: Shape) => number;

/**
 * Floating point operations of one node, a multiply-add counting as two: products, convolutions and pools. All else is
 * memory traffic and counts none.
 *
 * @param count how many elements a shape has, symbols in whatever way the caller counts them
 */
export function nodeFlops(node: Node, inputs: Operands, y: Value, count: Count): number {
  if (node.domain !== "") return 0;
  const shapeAt = (i: number): Shape => inputs[i]?.shape ?? [];
  const kernel = () => {
    const attribute = node.attributes["kernel_shape"];
    return count(attribute?.kind === "ints" ? attribute.value : []);
  };
  switch (node.operator) {
    case "MatMul":
    case "MatMulInteger":
    case "QLinearMatMul":
      return 2 * count(y.shape) * count(shapeAt(0).slice(-1));
    case "Gemm": {
      const transposed = node.attributes["transA"]?.kind === "int" && node.attributes["transA"].value !== 0;
      return 2 * count(y.shape) * count(shapeAt(0).slice(transposed ? 0 : 1, transposed ? 1 : 2));
    }
    case "Conv":
    case "ConvInteger":
      return 2 * count(y.shape) * count(shapeAt(1).slice(1));
    case "QLinearConv":
      return 2 * count(y.shape) * count(shapeAt(3).slice(1));
    case "ConvTranspose":
      return 2 * count(shapeAt(0)) * count(shapeAt(1).slice(1));
    case "MaxPool":
    case "AveragePool":
      return count(y.shape) * kernel();
    default:
      return 0;
  }
}
