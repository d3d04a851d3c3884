import {
  batch,
  fail,
  formatShape,
  isFloat,
  isStatic,
  type Shape,
  sizeOf,
  type Tensor,
  tensorOf,
} from "../base/index.ts";
import { type Builder, createBuilder, type Graph, type Value } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { foldAffine } from "./foldAffine.ts";
import { simplify } from "./simplify.ts";
import { vjp } from "./vjp.ts";

export interface JacobianOptions {
  /** Name of the differentiated tensor, batch axis first; default: the first output of the graph. */
  output?: string;
  /** Name of the tensor that it is differentiated with respect to, batch axis first; default: the first input. */
  wrt?: string;
  /** Which elements of the output (counted within a sample, row-major); default: all. */
  columns?: readonly number[];
}

/** What a Jacobian graph computes. */
export interface Jacobian {
  /** Inputs of the model in; `outputs` below out. */
  readonly graph: Graph;
  /** Name of the differentiated tensor, which is an output of the graph, too: N × …. */
  readonly output: string;
  /** Names of the rows, one per column asked for: ∂ output[:, column] / ∂ wrt, each N × d. */
  readonly rows: readonly string[];
  readonly columns: readonly number[];
  /** d, the number of elements of one sample of `wrt`. */
  readonly inputSize: number;
  /** k, the number of elements of one sample of the output. */
  readonly outputSize: number;
}

/**
 * The Jacobian of a graph as a graph: one forward pass, and one reverse pass per element of the output (Wang et al.
 * 2016, equation 8). Samples must not interact, so that the sum over the batch in each reverse pass keeps them apart.
 *
 * @param graph in primitives, see `lower`
 * @throws NetspectraError when the tensors have no batch axis or no known size; UnsupportedOperatorError
 */
export function jacobian(graph: Graph, options: JacobianOptions = {}): Jacobian {
  const outputName = options.output ?? graph.outputs[0]?.name ?? "";
  const wrtName = options.wrt ?? graph.inputs[0]?.name ?? "";
  const g = createBuilder(infer, foldAffine(graph, { keep: [outputName, wrtName] }));
  const output = g.value(outputName);
  const wrt = g.value(wrtName);
  const outputSize = sampleSize(output);
  const inputSize = sampleSize(wrt);
  const columns = options.columns ?? Array.from({ length: outputSize }, (_, j) => j);
  const outside = columns.find((j) => !Number.isInteger(j) || j < 0 || j >= outputSize);
  if (outside !== undefined) {
    fail({
      subject: `output column ${outside}`,
      expected: `a whole number from 0 to ${outputSize - 1}`,
      got: `${outside}`,
    });
  }
  const rows: Record<string, Value> = {};
  for (const j of columns) rows[g.fresh(`row_${j}`)] = jacobianRow(g, output, wrt, j);
  const finished = g.finish({ [output.name]: output, ...rows }, `${graph.name}_jacobian`);
  return {
    graph: simplify(finished),
    output: output.name,
    rows: Object.keys(rows),
    columns,
    inputSize,
    outputSize,
  };
}

/** Append ∂ output[:, column] / ∂ wrt to the graph under construction, N × d. */
export function jacobianRow(g: Builder, output: Value, wrt: Value, column: number): Value {
  const [row] = vjp(g, [output], [oneHot(g, output, column)], [wrt]);
  const size = sampleSize(wrt);
  return g.reshape(row ?? g.full(0, wrt), [wrt.shape[0]!, size]);
}

/** The cotangent that picks one element of every sample. */
function oneHot(g: Builder, output: Value, column: number): Value {
  const shape = output.shape.slice(1) as readonly number[];
  const values = new Float64Array(sizeOf(shape));
  values[column] = 1;
  const row: Tensor = tensorOf(output.type, [1, ...shape], values);
  return g.expand(g.constant(row), output.shape, output);
}

/** Elements of one sample. @throws NetspectraError when there is no leading batch axis or a size is unknown. */
export function sampleSize({ name, type, shape }: Value): number {
  const rest: Shape = shape.slice(1);
  if (!isFloat(type)) {
    fail({ subject: `tensor "${name}"`, expected: "a float tensor", got: type });
  }
  if (shape[0] !== batch || !isStatic(rest)) {
    return fail({
      subject: `tensor "${name}"`,
      expected: `a batch axis first and known sizes after it (${batch}×…)`,
      got: formatShape(shape),
    });
  }
  return sizeOf(rest);
}
