import * as ort from "onnxruntime-node";
import type { ElementType, Tensor } from "../src/base/index.ts";
import { createModel, type Graph, opsetVersion, writeModel } from "../src/graph/index.ts";
import { definitionOf } from "../src/ops/define/registry.ts";

ort.env.logLevel = "fatal";

/** Run a graph once in this process, without optimisations that break float64. */
export async function runGraph(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
  const session = await openGraph(graph);
  return session(feeds);
}

type Run = (feeds: Readonly<Record<string, Tensor>>) => Promise<Record<string, Tensor>>;

/** A graph that is ready to run, many times. */
export function openGraph(graph: Graph): Promise<Run> {
  const opset = Math.max(opsetVersion, ...graph.nodes.map((node) => definitionOf(node)?.since ?? 0));
  return openBytes(writeModel({ ...createModel(graph), opsets: { "": opset } }));
}

/** A file that is ready to run, as it is. */
export async function openBytes(bytes: Uint8Array): Promise<Run> {
  const session = await ort.InferenceSession.create(bytes, {
    graphOptimizationLevel: "basic",
    logSeverityLevel: 4,
    intraOpNumThreads: 1,
  });
  return async (feeds) => {
    const outputs = await session.run(
      Object.fromEntries(
        Object.entries(feeds).map(([name, t]) => [
          name,
          new ort.Tensor(t.type as "float32", t.data as Float32Array, t.shape),
        ]),
      ),
      { logSeverityLevel: 4 },
    );
    return Object.fromEntries(
      Object.entries(outputs).map(([name, t]) => [
        name,
        { type: t.type as ElementType, shape: t.dims, data: t.data as never },
      ]),
    );
  };
}
