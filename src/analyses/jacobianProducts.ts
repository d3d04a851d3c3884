import {
  costOf,
  jacobian,
  jacobianVectorProduct,
  newGraph,
  simplify,
  vectorJacobianProduct,
} from "../autodiff/index.ts";
import {
  batch as batchSymbol,
  type ElementType,
  float64,
  multiplyDimensions,
  type Tensor,
  tensorOf,
} from "../base/index.ts";
import { type Builder, type Graph, int, type Value } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../platform/index.ts";
import { derivativeOf, openGraph } from "./jacobianStream.ts";
import type { LoadedModel } from "./loadModel.ts";
import { probabilityGraph } from "./probabilityGraph.ts";
import type { SelectedOutput } from "./selectOutput.ts";

/** Vectors to multiply, one after another. */
export interface BatchProduct {
  readonly data: Float64Array;
  readonly count: number;
}

/** J of a batch, times vectors: the samples x, the vectors, and how many samples x holds. */
type Run = (x: Tensor, vectors: BatchProduct, samples: number) => Promise<Float64Array>;

/** Products of the Jacobian of a batch of samples with vectors, in sessions that are opened when they are first needed. */
export interface JacobianProducts {
  readonly run: {
    /** J v: count × rows of the batch. */
    readonly forward: Run;
    /** Jᵀ u, summed over the samples: count × columns. */
    readonly transposed: Run;
    /** Jᵀ J v: count × columns. */
    readonly gram: Run;
  };
  readonly inputType: ElementType;
  /** Samples that one run should take, and the least that it can. */
  readonly batch: number;
  readonly least: number;
  readonly precision: number;
  close(): Promise<void>;
}

export interface ProductOptions extends SessionOptions {
  readonly columns: readonly number[];
  /** Each output is a row of its own. */
  readonly tall: boolean;
}

/** Work and bytes of one run, so that Ctrl-C is obeyed within a second on two cores. */
const flopsPerRun = 4e10;
const bytesPerRun = 3e8;

/**
 * Products through the rows of the Jacobian, which live inside one run only: one reverse pass per output whatever the number
 * of vectors, and float64 products with what it yields.
 */
export async function openRowProducts(
  platform: Platform,
  model: LoadedModel,
  { graph, output, head }: SelectedOutput,
  { columns, tall, ...options }: ProductOptions,
): Promise<JacobianProducts> {
  const wanted = jacobian(graph, { output, ...derivativeOf(model), ...(!head && { columns }) });
  const d = wanted.inputSize;
  const [first] = wanted.graph.outputs[0]?.shape ?? [batchSymbol];
  const samples = first ?? batchSymbol;
  const width = tall ? d : columns.length * d;
  const rows = tall ? multiplyDimensions(samples, columns.length) : samples;
  const build = (product: (g: Builder, matrix: Value) => Value) => {
    const g = newGraph(wanted.graph);
    const each = wanted.rows.map((row) => g.unsqueeze(g.value(row), [1]));
    const all = each.length === 1 ? each[0]! : g.concat(each, 1);
    const chosen = head
      ? g.op("Gather", [probabilityGraph(g, head, g.value(wanted.output), all), g.indices(columns)], { axis: int(1) })
      : g.cast(all, "float64");
    const matrix = g.reshape(chosen, [rows, width]);
    return simplify(g.finish({ product: product(g, matrix) }, `${graph.name}_product`));
  };
  const times = (g: Builder, matrix: Value) =>
    g.op("Gemm", [g.input("vectors", "float64", ["C", width]), matrix], { transB: int(1) });
  const graphs = {
    forward: () => build(times),
    transposed: () => build((g, matrix) => g.matMul(g.input("vectors", "float64", ["C", rows]), matrix)),
    gram: () => build((g, matrix) => g.matMul(times(g, matrix), matrix)),
  };
  const sessions = lazySessions(platform, options);
  const runner =
    (kind: keyof typeof graphs): Run =>
    async (x, { data, count }) => {
      const session = await sessions.open(kind, graphs[kind]);
      const vectors = float64([count, data.length / count], data.slice());
      const { product } = await session.run({ [model.input]: x, vectors }, { transfer: true });
      return product!.data as Float64Array;
    };
  const { flops, bytes } = costOf(wanted.graph);
  const perSample = bytes + 24 * columns.length * d;
  return {
    run: { forward: runner("forward"), transposed: runner("transposed"), gram: runner("gram") },
    inputType: typeOf(wanted.graph, model.input),
    batch: Math.max(1, Math.floor(Math.min(flopsPerRun / Math.max(flops, 1), bytesPerRun / perSample, 1024))),
    least: model.batch === "any" ? 1 : model.batch,
    precision: Number.EPSILON,
    close: sessions.close,
  };
}

/**
 * Products by forward and reverse mode, a tangent or cotangent at a time: for Jacobians of many outputs, whose rows would take
 * a reverse pass each. Samples of any batch size only. Products carry the rounding of the network's own arithmetic.
 */
export async function openVectorProducts(
  platform: Platform,
  model: LoadedModel,
  { graph, output }: SelectedOutput,
  { columns, tall: _, ...options }: ProductOptions,
): Promise<JacobianProducts> {
  const names = { output, wrt: [model.wrt] };
  const [forward, reverse] = [jacobianVectorProduct(graph, names), vectorJacobianProduct(graph, names)];
  const type = newGraph(graph).value(model.wrt).type;
  const k = columns.length;
  const cost = costOf(reverse.graph);
  const sessions = lazySessions(platform, options);
  const pushed = () => {
    const g = newGraph(forward.graph);
    return simplify(g.finish({ product: g.cast(g.value(forward.product[0]!), "float64") }, forward.graph.name));
  };
  const pulled = () => {
    const g = newGraph(reverse.graph);
    const summed = g.reduceSum(g.cast(g.value(reverse.product[0]!), "float64"), [0], false);
    return simplify(g.finish({ product: summed }, reverse.graph.name));
  };
  const each = async (vectors: BatchProduct, one: (vector: Float64Array) => Promise<Float64Array>) => {
    const length = vectors.data.length / vectors.count;
    const parts: Float64Array[] = [];
    for (let c = 0; c < vectors.count; c++) parts.push(await one(vectors.data.subarray(c * length, (c + 1) * length)));
    const size = parts[0]?.length ?? 0;
    const all = new Float64Array(parts.length * size);
    parts.forEach((part, c) => {
      all.set(part, c * size);
    });
    return all;
  };
  const push = (x: Tensor, samples: number) => async (vector: Float64Array) => {
    const session = await sessions.open("forward", pushed);
    const repeated = new Float32Array(samples * vector.length);
    const exact = type === "float64" ? new Float64Array(repeated.length) : repeated;
    for (let i = 0; i < samples; i++) exact.set(vector, i * vector.length);
    const feeds = { [model.input]: x, [forward.vector[0]!]: tensorOf(type, [samples, vector.length], exact) };
    return (await session.run(feeds))["product"]!.data as Float64Array;
  };
  const pull = (x: Tensor, samples: number) => async (vector: Float64Array) => {
    const session = await sessions.open("transposed", pulled);
    const feeds = { [model.input]: x, [reverse.vector[0]!]: tensorOf(type, [samples, k], vector) };
    return (await session.run(feeds))["product"]!.data as Float64Array;
  };
  return {
    run: {
      forward: (x, vectors, samples) => each(vectors, push(x, samples)),
      transposed: (x, vectors, samples) => each(vectors, pull(x, samples)),
      gram: (x, vectors, samples) => each(vectors, async (vector) => pull(x, samples)(await push(x, samples)(vector))),
    },
    inputType: typeOf(forward.graph, model.input),
    batch: Math.max(
      1,
      Math.floor(Math.min(flopsPerRun / Math.max(cost.flops, 1), bytesPerRun / Math.max(cost.bytes, 1), 1024)),
    ),
    least: 1,
    precision: type === "float64" ? Number.EPSILON : 2 ** -22,
    close: sessions.close,
  };
}

function lazySessions(platform: Platform, options: SessionOptions) {
  const opened = new Map<string, Promise<Session>>();
  return {
    open(kind: string, graph: () => Graph): Promise<Session> {
      const session = opened.get(kind) ?? openGraph(platform, graph(), { ...options, optimization: "basic" });
      opened.set(kind, session);
      return session;
    },
    async close() {
      for (const session of opened.values()) await (await session).release();
    },
  };
}

const typeOf = (graph: Graph, input: string): ElementType =>
  graph.inputs.find(({ name }) => name === input)?.type ?? "float32";
