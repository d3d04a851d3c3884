import { createBuilder, elementTypeNumbers, type Graph, int, usedValues, type Value } from "../graph/index.ts";
import { appendBlocked, inferBlocked } from "./blockedNodes.ts";
import { type BlockedValues, blockedRule } from "./blockedRules.ts";

/**
 * The same function with convolutions in the layout that ONNX Runtime is fastest in: N×(C/size)×H×W×size, where `size`
 * channels lie side by side and fill a vector register. The runtime brings convolutions with constant weights into this
 * layout itself, those with weights that change from run to run never; their weights are brought into it here, in the graph,
 * which costs little beside their products. What lies between convolutions stays in it where that is possible.
 *
 * Blocked tensors keep the shape N×C×H×W by name. Shapes are to be known, without a symbolic batch.
 *
 * @param size of the blocks on this machine: 16 with AVX-512, 8 with AVX2
 */
export function channelBlocks(graph: Graph, size: number): Graph {
  const names = graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs]);
  const g = createBuilder(inferBlocked, { ...graph, nodes: [] }, names);
  const blocked = new Map<string, Value>();
  const pending = new Set<string>();
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const values: BlockedValues = {
    size,
    maker: (name) => makers.get(name),
    waits: (name) => pending.has(name),
    known: (name) => blocked.get(name),
    typeOf: (name) => blocked.get(name) ?? g.value(name),
    plain(name) {
      if (!pending.delete(name)) return g.value(name);
      const value = blocked.get(name)!;
      const attributes = { channels: int(value.shape[1] as number) };
      if (value.type === "float32") return appendBlocked(g, "ReorderOutput", [value], attributes, name);
      const ordered = appendBlocked(g, "ReorderOutput", [g.cast(value, "float32")], attributes);
      const to = { to: int(elementTypeNumbers[value.type]) };
      return g.append({ ...cast, name: g.fresh("Cast"), outputs: [name], attributes: to }, [ordered])[0]!;
    },
    inBlocks(name) {
      const value = blocked.get(name) ?? appendBlocked(g, "ReorderInput", [g.value(name)]);
      blocked.set(name, value);
      return value;
    },
  };
  for (const node of graph.nodes) {
    const result = blockedRule(node)?.(g, node, values);
    if (result === "plain") continue;
    if (result) {
      blocked.set(node.outputs[0]!, result);
      pending.add(node.outputs[0]!);
    } else {
      for (const name of usedValues(node)) if (pending.has(name)) values.plain(name);
      g.append(
        node,
        node.inputs.map((name) => (name === "" ? undefined : g.value(name))),
      );
    }
  }
  return g.finish(
    graph.outputs.map(({ name }) => values.plain(name)),
    graph.name,
  );
}

const cast = { operator: "Cast", domain: "", inputs: [] };
