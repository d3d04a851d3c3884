import { batch, type Shape, sizeOf } from "../base/index.ts";
import { createBuilder, type Graph, type Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

/** What one sample costs: multiply-adds count as two operations, bytes are those of all values alive or not. */
export interface Cost {
  readonly flops: number;
  readonly bytes: number;
}

const size = (shape: Shape) =>
  sizeOf(
    shape.map((d) =>
      typeof d === "number"
        ? d
        : d
            .split("*")
            .filter((part) => part !== batch)
            .reduce((p, part) => p * (Number(part) || 1), 1),
    ),
  );

/** Cost per sample of running a graph. Only products and convolutions count as work; all else is memory traffic. */
export function costOf(graph: Graph): Cost {
  const g = createBuilder(infer, graph);
  let flops = 0;
  let bytes = 0;
  for (const { operator, inputs, outputs, attributes } of g.nodes) {
    const [a, b] = inputs.map((name) => (name === "" ? undefined : g.value(name)));
    const y: Value = g.value(outputs[0]!);
    const count = size(y.shape);
    const perSample = y.shape.some((d) => typeof d === "string");
    if (perSample) bytes += count * 4;
    if (!a || !b) continue;
    if (operator === "MatMul") flops += 2 * count * size(a.shape.slice(-1));
    else if (operator === "Gemm") {
      const transposed = attributes["transA"]?.kind === "int" && attributes["transA"].value === 1;
      flops += 2 * count * size([a.shape[transposed ? 0 : 1]!]);
    } else if (operator === "Conv") flops += 2 * count * size(b.shape.slice(1));
    else if (operator === "ConvTranspose") flops += 2 * size(a.shape) * size(b.shape.slice(1));
  }
  return { flops, bytes };
}
