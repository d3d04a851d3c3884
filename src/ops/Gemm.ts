import { broadcastShapes, fail, formatShape, type Shape, sameShape } from "../base/index.ts";
import { type Builder, float, int, type Node, type Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";

/**
 * y = alpha · a b + beta · c, where a and b may be transposed and c is broadcast.
 *
 * The adjoints are Gemms of the same operands, never transposed copies, so that the runtime can prepack constant weights.
 */
export const Gemm = defineOp({
  inputs: ["a", "b", "c?"],
  outputs: ["y"],
  attributes: { alpha: float(1), beta: float(1), transA: int(0), transB: int(0) },
  infer: ({ a, b, c, transA, transB }) => {
    if (a.shape.length !== 2 || b.shape.length !== 2) {
      fail({ subject: "Gemm", expected: "two matrices", got: `${formatShape(a.shape)} and ${formatShape(b.shape)}` });
    }
    const [rows, inner] = oriented(a.shape, transA);
    const [innerB, columns] = oriented(b.shape, transB);
    if (inner !== innerB) {
      fail({ subject: "Gemm", expected: "inner sizes that agree", got: `${inner} and ${innerB}` });
    }
    const shape = [rows!, columns!];
    if (c && !sameShape(broadcastShapes(shape, c.shape), shape)) {
      fail({
        subject: "Gemm",
        expected: `an addend that stretches to ${formatShape(shape)}`,
        got: formatShape(c.shape),
      });
    }
    return { y: { type: a.type, shape } };
  },
  mixes: ({ transA, transB }) => ({ a: [transA ? 0 : 1], b: [transB ? 1 : 0] }),
  jvp: (g, { a, b, y, da, db, dc, alpha, beta, transA, transB }) => ({
    dy: sumDefined(g, y, [
      da && product(g, da, b, alpha, transA, transB),
      db && product(g, a, db, alpha, transA, transB),
      dc && scaled(g, dc, beta),
    ]),
  }),
  vjp: (g, { a, b, c, dy, alpha, beta, transA, transB }) => ({
    da: () => (transA ? product(g, b, dy, alpha, transB, 1) : product(g, dy, b, alpha, 0, 1 - transB)),
    db: () => (transB ? product(g, dy, a, alpha, 1, transA) : product(g, a, dy, alpha, 1 - transA, 0)),
    dc: () => c && scaled(g, g.sumTo(dy, c), beta),
  }),
  // Before opset 7 stretching c had to be asked for.
  upgrades: {
    7: (node: Node) => {
      const { broadcast, ...attributes } = node.attributes;
      return [broadcast ? { ...node, attributes } : node];
    },
  },
  samples: [
    { a: [2, 3], b: [3, 4], c: [4] },
    { a: [2, 3], b: [4, 3], transB: 1, c: [2, 1], alpha: 0.5, beta: 2 },
    { a: [3, 2], b: [3, 4], transA: 1, c: [2, 4], beta: -1 },
    { a: [3, 2], b: [4, 3], transA: 1, transB: 1, c: [], alpha: 3 },
    { a: [1, 3], b: [3, 1], c: [1] },
    { a: [2, 3], b: [4, 3], transB: 1 },
  ],
});

function oriented(shape: Shape, transposed: number): Shape {
  return transposed ? shape.toReversed() : shape;
}

function product(g: Builder, a: Value, b: Value, alpha: number, transA: number, transB: number): Value {
  return g.op("Gemm", [a, b], {
    ...(alpha !== 1 && { alpha: float(alpha) }),
    ...(transA && { transA: int(1) }),
    ...(transB && { transB: int(1) }),
  });
}

function scaled(g: Builder, x: Value, factor: number): Value {
  return factor === 1 ? x : g.mul(x, factor);
}
