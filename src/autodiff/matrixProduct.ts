import { batch, type Shape } from "../base/index.ts";
import { type Builder, createBuilder, type Graph, type Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { foldAffine } from "./foldAffine.ts";
import { refuseIndependent } from "./refuseIndependent.ts";
import { holdsBatch, sampleView } from "./sampleView.ts";
import { simplify } from "./simplify.ts";

/**
 * The product of a matrix of derivatives with a vector as a graph. A vector has one part per tensor that it belongs to:
 * N × size where the tensor has a batch axis (row-major within a sample, see `sampleView`), elsewhere the tensor's shape.
 */
export interface MatrixProduct {
  /** Inputs of the model and `vector` in; `product` out. */
  readonly graph: Graph;
  /** Names of the inputs that hold the vector. */
  readonly vector: readonly string[];
  /** Names of the outputs that hold the product, in the order of the tensors that it belongs to. */
  readonly product: readonly string[];
}

/** A tensor to which a part of a vector belongs. */
export interface Part {
  readonly value: Value;
  /** Of the part. */
  readonly shape: Shape;
  flatten(x: Value): Value;
  unflatten(x: Value): Value;
}

/** A graph under construction in which products are built. */
export interface ProductBuilder {
  readonly g: Builder;
  readonly parts: (names: readonly string[]) => readonly Part[];
  /** A new input for each part, in the tensor's own shape. */
  readonly vector: (parts: readonly Part[]) => readonly Value[];
  /** The finished graph; what is `undefined` is zero. */
  readonly finish: (product: readonly (Value | undefined)[], parts: readonly Part[]) => MatrixProduct;
  /** @throws UnsupportedOperatorError or NetspectraError that says why `output` does not depend on `wrt` */
  readonly refuse: (wrt: string, output: string) => never;
}

/** Start a product on a graph in primitives; the values named in `keep` will be asked for. */
export function startProduct(graph: Graph, keep: readonly string[], kind: string): ProductBuilder {
  const folded = foldAffine(graph, { keep });
  const g = createBuilder(infer, folded);
  const inputs: Value[] = [];
  return {
    g,
    parts: (names) => names.map((name) => partOf(g, folded, g.value(name))),
    vector: (parts) =>
      parts.map(({ value, shape, unflatten }) => {
        const input = g.input(g.fresh("vector"), value.type, shape);
        inputs.push(input);
        return unflatten(input);
      }),
    finish(product, parts) {
      const named = parts.map(
        (part, i) => [g.fresh("product"), part.flatten(product[i] ?? g.full(0, part.value))] as const,
      );
      return {
        graph: simplify(g.finish(Object.fromEntries(named), `${graph.name}_${kind}`)),
        vector: inputs.map(({ name }) => name),
        product: named.map(([name]) => name),
      };
    },
    refuse: (wrt, output) => refuseIndependent(folded, wrt, output),
  };
}

function partOf(g: Builder, graph: Graph, value: Value): Part {
  if (!value.shape.some(holdsBatch)) return { value, shape: value.shape, flatten: (x) => x, unflatten: (x) => x };
  const { size, flatten, unflatten } = sampleView(g, graph, value);
  return { value, shape: [batch, size], flatten, unflatten };
}
