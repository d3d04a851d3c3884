import { type Graph, irVersion, type Model, opsetVersion } from "./types.ts";

export interface ModelOptions {
  producerName?: string;
  producerVersion?: string;
  metadata?: Readonly<Record<string, string>>;
}

/** A model of ours around a graph: operator set {@link opsetVersion}, IR version {@link irVersion}. */
export function createModel(graph: Graph, options: ModelOptions = {}): Model {
  const { producerName = "netspectra", producerVersion = "", metadata = {} } = options;
  return { graph, opsets: { "": opsetVersion }, irVersion, producerName, producerVersion, metadata, functions: [] };
}
