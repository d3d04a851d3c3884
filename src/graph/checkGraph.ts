import { fail } from "../base/index.ts";
import { describeNode, sortNodes } from "./sortNodes.ts";
import type { Graph, Node } from "./types.ts";
import { subgraphs } from "./usedValues.ts";

type Scope = (name: string) => boolean;

/**
 * Check that a graph is sound: every name is given once, every value is defined before its use (for subgraphs also in
 * the scopes around them), outputs exist and differ.
 *
 * @param source what to call the graph in an error.
 * @throws NetspectraError naming the node at fault.
 */
export function checkGraph(graph: Graph, source = "the graph"): void {
  checkScope(graph, () => false, source);
}

function checkScope(graph: Graph, around: Scope, source: string): void {
  const given = new Set<string>();
  for (const name of [...graph.inputs.map((input) => input.name), ...graph.initializers.keys()]) {
    if (given.has(name)) twice(source, name, "a second input or initialiser");
    given.add(name);
  }
  const defined = checkNodes(graph.nodes, given, around, source);
  const outputs = new Set<string>();
  for (const { name } of graph.outputs) {
    if (outputs.has(name)) twice(source, name, "a second output");
    outputs.add(name);
    if (!defined.has(name) && !around(name)) {
      fail({
        subject: `${source}: output "${name}" of graph "${graph.name}"`,
        expected: "a value of the graph",
        got: "none",
      });
    }
  }
}

/** Check nodes in order; returns the names that are defined in the end. */
export function checkNodes(
  nodes: readonly Node[],
  given: ReadonlySet<string>,
  around: Scope,
  source: string,
): ReadonlySet<string> {
  const defined = new Set(given);
  const visible: Scope = (name) => defined.has(name) || around(name);
  for (const node of nodes) {
    const subject = `${source}: ${describeNode(node)}`;
    for (const input of node.inputs) if (input !== "" && !visible(input)) undefinedInput(nodes, input, subject, source);
    for (const graph of subgraphs(node)) checkScope(graph, visible, subject);
    for (const output of node.outputs) {
      if (output === "") continue;
      if (defined.has(output)) twice(subject, output, "a second definition");
      defined.add(output);
    }
  }
  return defined;
}

function undefinedInput(nodes: readonly Node[], input: string, subject: string, source: string): never {
  const producer = nodes.find(({ outputs }) => outputs.includes(input));
  if (!producer) return fail({ subject, expected: `a value for input "${input}"`, got: "a name that none has" });
  sortNodes(nodes, source);
  return fail({
    subject,
    expected: `input "${input}" from a node before it`,
    got: `${describeNode(producer)} behind it`,
  });
}

function twice(subject: string, name: string, got: string): never {
  return fail({ subject, expected: `"${name}" to be given once`, got });
}
