import type { Graph } from "../graph/index.ts";

/** Gives names that no value and no node of a graph has, each once: the stem itself, or the stem with a number. */
export function freshNames({ inputs, initializers, nodes }: Graph): (stem: string) => string {
  const taken = new Set([
    ...inputs.map(({ name }) => name),
    ...initializers.keys(),
    ...nodes.flatMap((node) => [node.name, ...node.inputs, ...node.outputs]),
  ]);
  return (stem) => {
    let name = stem;
    for (let i = 1; taken.has(name); i++) name = `${stem}_${i}`;
    taken.add(name);
    return name;
  };
}
