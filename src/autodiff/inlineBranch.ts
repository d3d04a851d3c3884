import type { Tensor } from "../base/index.ts";
import type { Graph, Node } from "../graph/index.ts";
import { renameNode } from "./renameNode.ts";

interface Scope {
  fresh(stem: string): string;
  declare(name: string, tensor: Tensor): string;
}

/** The graph that an If takes where its condition is known; undefined for any other node. */
export function takenBranch({ operator, domain, attributes }: Node, condition: number): Graph | undefined {
  const branch = attributes[condition ? "then_branch" : "else_branch"];
  return operator === "If" && domain === "" && branch?.kind === "graph" ? branch.value : undefined;
}

/** The nodes of a branch in the place of the node that would run it, under names of their own. */
export function inlineBranch(node: Node, branch: Graph, { fresh, declare }: Scope): readonly Node[] {
  const names = new Map<string, string>();
  for (const name of [...branch.initializers.keys(), ...branch.nodes.flatMap(({ outputs }) => outputs)]) {
    if (name !== "") names.set(name, fresh(`${node.name}/${name}`));
  }
  const rename = (name: string) => names.get(name) ?? name;
  for (const [name, tensor] of branch.initializers) declare(rename(name), tensor);
  const inside = branch.nodes.map((own, i) => ({
    ...renameNode(own, rename),
    name: `${node.name}/${own.name || `${own.operator}_${i}`}`,
  }));
  const results = branch.outputs.flatMap(({ name }, i): readonly Node[] => {
    const output = node.outputs[i];
    if (!output) return [];
    const inputs = [rename(name)];
    return [
      {
        name: fresh(`${node.name}/Identity`),
        operator: "Identity",
        domain: "",
        inputs,
        outputs: [output],
        attributes: {},
      },
    ];
  });
  return [...inside, ...results];
}
