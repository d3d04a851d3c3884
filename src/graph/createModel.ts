import { type Graph, irVersion, type Model, opsetVersion } from "./types.ts";

export interface ModelOptions {
  producerName?: string;
  producerVersion?: string;
  metadata?: Readonly<Record<string, string>>;
}

/**
 * A model of ours around a graph: operator set {@link opsetVersion}, IR version {@link irVersion}; of other domains that its
 * nodes are from, the first version.
 */
export function createModel(graph: Graph, options: ModelOptions = {}): Model {
  const { producerName = "netspectra", producerVersion = "", metadata = {} } = options;
  const opsets = { ...Object.fromEntries(domainsOf(graph).map((domain) => [domain, 1])), "": opsetVersion };
  return { graph, opsets, irVersion, producerName, producerVersion, metadata, functions: [] };
}

function domainsOf({ nodes }: Graph): readonly string[] {
  return nodes.flatMap(({ domain, attributes }) => [
    domain,
    ...Object.values(attributes).flatMap((attribute) => {
      if (attribute.kind === "graph") return domainsOf(attribute.value);
      return attribute.kind === "graphs" ? attribute.value.flatMap(domainsOf) : [];
    }),
  ]);
}
