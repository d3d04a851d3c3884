import { checkComputed, fail, type Tensor, tensorOf } from "../base/index.ts";
import { createBuilder, type Graph, type Node, usedValues, type ValueType } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { foldAffine } from "./foldAffine.ts";
import { refuseIndependent } from "./refuseIndependent.ts";
import { type SampleView, sampleView } from "./sampleView.ts";
import { simplify } from "./simplify.ts";
import { vjp } from "./vjp.ts";

export interface DerivativeOptions {
  /** Name of the differentiated tensor, any float tensor with a batch axis; default: the first output of the graph. */
  output?: string;
  /** Name of the tensor that it is differentiated with respect to, likewise; default: the first input. */
  wrt?: string;
  /**
   * How many samples there are in every run, for a graph whose batch size is fixed: the first axis of both tensors, or 1
   * for a network of one sample without a batch axis. Everything that is said of N holds for it then.
   */
  samples?: number;
}

export interface JacobianOptions extends DerivativeOptions {
  /** Which elements of the output (counted within a sample, row-major); default: all. */
  columns?: readonly number[];
}

/** What a Jacobian graph computes. */
export interface Jacobian {
  /** Inputs of the model in; `outputs` below out. */
  readonly graph: Graph;
  /**
   * Name of the output of the graph that holds the differentiated tensor: the tensor itself, where the batch is its first
   * axis; elsewhere a matrix N × k of its elements, sample by sample.
   */
  readonly output: string;
  /** Names of the rows, one per column asked for: ∂ output[:, column] / ∂ wrt, each N × d. */
  readonly rows: readonly string[];
  readonly columns: readonly number[];
  /** d, the number of elements of one sample of `wrt`. */
  readonly inputSize: number;
  /** k, the number of elements of one sample of the output. */
  readonly outputSize: number;
}

/** A Jacobian of which some columns at a time are written out, where all of them make too large a graph. */
export interface JacobianTemplate {
  /** d */
  readonly inputSize: number;
  /** k */
  readonly outputSize: number;
  /** The graph of these columns; cheap. @throws NetspectraError for columns that the output does not have */
  columns(columns?: readonly number[]): Jacobian;
}

/**
 * The Jacobian of a graph as a graph: one forward pass, and one reverse pass per element of the output (Wang et al.
 * 2016, equation 8). Samples must not interact, so that the sum over the batch in each reverse pass keeps them apart.
 *
 * Both tensors may have their batch anywhere (see `sampleView`): elements count row-major within a sample.
 *
 * @param graph in primitives, see `lower`
 * @throws NetspectraError when a tensor has no batch axis or no known size, or does not depend on the other;
 *   UnsupportedOperatorError with the nodes at which the dependence ends to be differentiable
 */
export function jacobian(graph: Graph, { columns, ...options }: JacobianOptions = {}): Jacobian {
  return jacobianTemplate(graph, options).columns(columns);
}

/** {@link jacobian} in two steps: one reverse pass is built once, and repeated under other names for each column. */
export function jacobianTemplate(graph: Graph, options: DerivativeOptions = {}): JacobianTemplate {
  const outputName = options.output ?? graph.outputs[0]?.name ?? "";
  const wrtName = options.wrt ?? graph.inputs[0]?.name ?? "";
  const folded = foldAffine(graph, { keep: [outputName, wrtName] });
  const g = createBuilder(infer, folded);
  const [output, wrt] = [g.value(outputName), g.value(wrtName)];
  const [to, from] = [output, wrt].map((value) => sampleView(g, folded, value, options.samples)) as [
    SampleView,
    SampleView,
  ];
  const flat = to.flatten(output);
  const oneHot = g.input(g.fresh("one_hot"), output.type, [1, to.size]);
  const [pulled] = vjp(g, [flat], [g.expand(oneHot, flat.shape, flat)], [wrt]);
  if (!pulled) return refuseIndependent(folded, wrtName, outputName);
  const row = g.fresh("row");
  const shown = to.first ? { [outputName]: output } : { [g.fresh(`${outputName}_by_sample`)]: flat };
  const template = simplify(g.finish({ ...shown, [row]: from.flatten(pulled) }, `${graph.name}_jacobian`));
  const sizes = { inputSize: from.size, outputSize: to.size };
  return {
    ...sizes,
    columns(asked) {
      const columns = columnsOf(asked, to.size);
      const seeds = columns.map((j) => oneHotRow(output, to.size, j));
      return { ...repeat(template, oneHot.name, row, seeds), output: Object.keys(shown)[0]!, columns, ...sizes };
    },
  };
}

function columnsOf(columns: readonly number[] | undefined, size: number): readonly number[] {
  if (!columns) return Array.from({ length: checkComputed("the outputs of a Jacobian", size) }, (_, j) => j);
  const outside = columns.find((j) => !Number.isInteger(j) || j < 0 || j >= size);
  if (outside === undefined) return columns;
  return fail({
    subject: `output column ${outside}`,
    expected: `a whole number from 0 to ${size - 1}`,
    got: `${outside}`,
  });
}

/** The cotangent that picks one element of every sample. */
function oneHotRow({ type }: ValueType, size: number, column: number): Tensor {
  const values = new Float64Array(checkComputed("the outputs of a Jacobian", size));
  values[column] = 1;
  return tensorOf(type, [1, size], values);
}

/** What follows from the input `seed` once per value of it; all else once. */
function repeat(template: Graph, seed: string, row: string, values: readonly Tensor[]) {
  const seeded = new Set([seed]);
  const [own, shared]: [Node[], Node[]] = [[], []];
  for (const node of template.nodes) {
    const follows = [...usedValues(node)].some((name) => seeded.has(name));
    (follows ? own : shared).push(node);
    if (follows) for (const name of node.outputs) seeded.add(name);
  }
  const mark = unusedMark(template);
  const nodes = [...shared];
  const initializers = new Map(template.initializers);
  values.forEach((value, i) => {
    const rename = (name: string) => (seeded.has(name) && name !== "" ? `${name}${mark}${i}` : name);
    initializers.set(rename(seed), value);
    for (const node of own) {
      const name = `${node.name}${mark}${i}`;
      nodes.push({ ...node, name, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) });
    }
  });
  const rows = values.map((_, i) => `${row}${mark}${i}`);
  const outputs = template.outputs.flatMap((info) =>
    info.name === row ? rows.map((name) => ({ ...info, name })) : [info],
  );
  const inputs = template.inputs.filter(({ name }) => name !== seed);
  return { graph: { ...template, inputs, outputs, nodes, initializers }, rows };
}

/** What no name of the graph contains. */
function unusedMark({ nodes, inputs, initializers }: Graph): string {
  const names = [
    ...inputs.map(({ name }) => name),
    ...initializers.keys(),
    ...nodes.flatMap((node) => [node.name, ...node.outputs]),
  ];
  let mark = "@";
  while (names.some((name) => name.includes(mark))) mark += "@";
  return mark;
}
