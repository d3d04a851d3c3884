import {
  costOf,
  foldConstants,
  gaussNewtonProduct,
  hessianVectorProduct,
  inFloat64,
  lowerFloat64,
  type MatrixProduct,
  simplify,
} from "../../autodiff/index.ts";
import { sizeOf, type Tensor, tensorOf } from "../../base/index.ts";
import type { Graph } from "../../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../../platform/index.ts";
import { openGraph } from "../jacobianStream.ts";
import type { HessianProblem } from "./hessianProblem.ts";

/** What a run of a problem's graph is fed with. */
export interface Batch {
  /** How many samples. */
  readonly count: number;
  /** Shape of one. */
  readonly shape: readonly number[];
  readonly x: Float32Array;
  readonly labels: Int32Array;
  readonly weights: Float64Array;
}

/** A graph that multiplies several vectors in one run. */
export interface HessianProduct {
  /** How many. */
  readonly width: number;
  /** Samples that one run should take. */
  readonly batch: number;
  /** Operations per sample. */
  readonly flops: number;
  /** Vectors one after another (`width` of them, each of the order, or of samples × order for the input) to products. */
  run(batch: Batch, vectors: Float64Array): Promise<Float64Array>;
}

export interface ProductsOptions extends SessionOptions {
  readonly gaussNewton: boolean;
  readonly precision: "float32" | "float64";
}

/** Work and bytes of one run, so that Ctrl-C is obeyed within a second on two cores. */
const flopsPerRun = 4e10;
const bytesPerRun = 3e8;
/** Nodes of a graph; opening a session takes time for each of them. */
const mostNodes = 6000;
const mostVectors = 32;
/** Operations of a product below which opening a session takes longer than multiplying vectors that are not needed. */
const cheap = 1e7;

export interface HessianProducts {
  /** A product for so many vectors, or for fewer, or for more where that costs nothing. */
  open(vectors: number): Promise<HessianProduct>;
  /** Operations per sample for one vector, and samples per run. */
  readonly cost: { readonly flops: number; readonly batch: number };
  close(): Promise<void>;
}

/**
 * Products with the Hessian of a problem, one graph for each number of vectors, opened when it is first needed.
 *
 * @param samples that a product goes over
 */
export function openHessianProducts(
  platform: Platform,
  problem: HessianProblem,
  samples: number,
  { gaussNewton, precision, ...session }: ProductsOptions,
): HessianProducts {
  const single = productGraph(problem, gaussNewton, precision, 1);
  const most = Math.max(1, Math.min(mostVectors, mostNodes / single.graph.nodes.length, problem.order / 4));
  const cost = costOfRun(single.graph);
  const isCheap = cost.flops * samples < cheap;
  const opened = new Map<number, Promise<HessianProduct>>();
  const sessions: Promise<Session>[] = [];
  const open = (width: number) => {
    const product = width === 1 ? single : productGraph(problem, gaussNewton, precision, width);
    const optimization = precision === "float64" ? ({ optimization: "basic" } as const) : {};
    const small = isCheap ? { threads: 1, spinning: false } : {};
    const opening = openGraph(platform, product.graph, { ...small, ...session, ...optimization });
    sessions.push(opening);
    return opening.then((ready) => runnerOf(problem, product, ready, width));
  };
  return {
    cost,
    open(vectors) {
      const below = 2 ** Math.floor(Math.log2(Math.min(vectors, most)));
      const above = isCheap ? [...opened.keys()].toSorted((a, b) => a - b).find((size) => size >= below) : undefined;
      const width = above ?? below;
      const product = opened.get(width) ?? open(width);
      opened.set(width, product);
      return product;
    },
    async close() {
      for (const session of sessions) await (await session).release();
    },
  };
}

/** The product's graph with the parameters as constants again: the runtime prepares what is constant once. */
function productGraph(
  { graph, loss, logits, wrt, values }: HessianProblem,
  gaussNewton: boolean,
  precision: ProductsOptions["precision"],
  vectors: number,
): MatrixProduct {
  const options = { loss, wrt, vectors };
  const product = gaussNewton
    ? gaussNewtonProduct(graph, { ...options, output: logits })
    : hessianVectorProduct(graph, options);
  const inputs = product.graph.inputs.filter(({ name }) => !values.has(name));
  const closed = simplify(
    foldConstants({ ...product.graph, inputs, initializers: new Map([...product.graph.initializers, ...values]) }),
  );
  return { ...product, graph: precision === "float64" ? lowerFloat64(inFloat64(closed)) : closed };
}

function costOfRun(graph: Graph) {
  const { flops, bytes } = costOf(graph);
  const fitting = Math.min(flopsPerRun / Math.max(flops, 1), bytesPerRun / Math.max(bytes, 1), 4096);
  return { flops, batch: Math.max(1, Math.floor(fitting)) };
}

function runnerOf(
  problem: HessianProblem,
  { graph, vector, product }: MatrixProduct,
  session: Session,
  width: number,
): HessianProduct {
  const infos = vector.map((name) => graph.inputs.find((input) => input.name === name)!);
  return {
    width,
    ...costOfRun(graph),
    async run(batch, vectors) {
      let from = 0;
      const feeds: Record<string, Tensor> = { ...feedsOf(problem, graph, batch) };
      for (const { name, type = "float32", shape = [] } of infos) {
        const own = shape.map((size) => (typeof size === "number" ? size : batch.count));
        const size = sizeOf(own);
        feeds[name] = tensorOf(type, own, vectors.subarray(from, from + size));
        from += size;
      }
      const results = await session.run(feeds, { fetches: product });
      const all = new Float64Array(vectors.length);
      let at = 0;
      for (const name of product) {
        const { data } = results[name] as Tensor<"float32" | "float64">;
        all.set(data, at);
        at += data.length;
      }
      return all;
    },
  };
}

/** A batch by the names and types of a graph's inputs; what the graph does not need is left out. */
export function feedsOf(
  { input, labels, weights }: HessianProblem,
  graph: Graph,
  batch: Batch,
): Readonly<Record<string, Tensor>> {
  const given: Readonly<Record<string, readonly [readonly number[], ArrayLike<number>]>> = {
    [input]: [[batch.count, ...batch.shape], batch.x],
    [labels]: [[batch.count], batch.labels],
    [weights]: [[batch.count], batch.weights],
  };
  const feeds = graph.inputs.flatMap(({ name, type = "float32" }) => {
    const own = given[name];
    return own ? [[name, tensorOf(type, ...own)] as const] : [];
  });
  return Object.fromEntries(feeds);
}
