import { fail } from "../base/index.ts";
import type { Node } from "./types.ts";
import { usedValues } from "./usedValues.ts";

/**
 * Nodes in topological order; nodes that are in order already keep their places (depth-first search, Tarjan 1976,
 * with its own stack, so that long chains do no harm).
 *
 * @param source what to call the graph in an error.
 * @throws NetspectraError when nodes depend on one another in a circle; it names them.
 */
export function sortNodes(nodes: readonly Node[], source: string): readonly Node[] {
  const producers = new Map<string, Node>();
  for (const node of nodes) for (const output of node.outputs) if (output !== "") producers.set(output, node);
  const sources = new Map(
    nodes.map((node) => [node, [...usedValues(node)].flatMap((name) => producers.get(name) ?? [])]),
  );
  const sorted: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  for (const root of nodes) {
    const path = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const step = path[path.length - 1]!;
      if (step.next === 0) {
        if (state.has(step.node)) {
          path.pop();
          continue;
        }
        state.set(step.node, "open");
      }
      const before = sources.get(step.node)![step.next++];
      if (!before) {
        state.set(step.node, "done");
        sorted.push(step.node);
        path.pop();
      } else if (state.get(before) === "open") {
        const circle = path.slice(path.findIndex(({ node }) => node === before)).map(({ node }) => describeNode(node));
        fail({
          subject: `${source}: ${describeNode(before)}`,
          expected: "a graph without cycles",
          got: `a cycle: ${circle.slice(0, 5).join(" needs ")}${circle.length > 5 ? " …" : ""}`,
        });
      } else if (!state.has(before)) path.push({ node: before, next: 0 });
    }
  }
  return sorted;
}

/** A node as errors call it: by its name, or by its first output where it has none, with its operator. */
export function describeNode({ name, outputs, operator }: Node): string {
  return `node "${name || outputs[0] || "?"}" (${operator})`;
}
