import { foldConstants, newGraph } from "../../autodiff/index.ts";
import type { ElementType, Shape, Tensor } from "../../base/index.ts";
import { type Graph, type Node, usedValues, type ValueType } from "../../graph/index.ts";

/** A graph whose nodes are exchanged one after another. */
export interface Rewrite {
  /** The layer that is changed, for messages. */
  readonly layer: string;
  /** How nodes and constants are now. */
  readonly producerOf: (name: string) => Node | undefined;
  readonly consumersOf: (name: string) => readonly Node[];
  readonly constantOf: (name: string | undefined) => Tensor | undefined;
  readonly shapeOf: (name: string) => Shape;
  readonly typeOf: (name: string) => ElementType;
  /** A new value lies as an old one does: maps of channels keep shapes. */
  readonly declare: (name: string, like: string) => void;
  readonly isOutput: (name: string) => boolean;
  readonly fresh: (stem: string) => string;
  /** A new constant; its name. */
  readonly constant: (stem: string, tensor: Tensor) => string;
  /** Put nodes in the place of one that is there now. */
  readonly replace: (node: Node, ...by: readonly Node[]) => void;
  /** Without what is no longer needed. */
  readonly finish: () => Graph;
}

/** Start to change a graph in the form that models are loaded in; weights that are computed become constants first. */
export function startRewrite(graph: Graph, layer: string): Rewrite {
  const folded = foldConstants(graph);
  const known = newGraph(folded);
  const constants = new Map(folded.initializers);
  const types = new Map<string, ValueType>();
  const typeOf = (name: string): ValueType => types.get(name) ?? known.value(name);
  let nodes = folded.nodes;
  return {
    layer,
    producerOf: (name) => nodes.find(({ outputs }) => outputs.includes(name)),
    consumersOf: (name) => nodes.filter((node) => usedValues(node).has(name)),
    constantOf: (name) => (name === undefined ? undefined : constants.get(name)),
    shapeOf: (name) => typeOf(name).shape,
    typeOf: (name) => typeOf(name).type,
    declare: (name, like) => void types.set(name, typeOf(like)),
    isOutput: (name) => graph.outputs.some((output) => output.name === name),
    fresh: known.fresh,
    constant(stem, tensor) {
      const name = known.fresh(stem);
      constants.set(name, tensor);
      return name;
    },
    replace(node, ...by) {
      nodes = nodes.flatMap((own) => (own === node ? by : [own]));
    },
    finish() {
      const needed = new Set(folded.outputs.map(({ name }) => name));
      const kept = nodes.toReversed().filter((node) => {
        if (!node.outputs.some((name) => needed.has(name))) return false;
        for (const name of usedValues(node)) needed.add(name);
        return true;
      });
      const initializers = new Map([...constants].filter(([name]) => needed.has(name)));
      const g = newGraph({ ...folded, nodes: kept.reverse(), initializers, valueInfo: [] });
      return g.finish(
        folded.outputs.map(({ name }) => g.value(name)),
        folded.name,
      );
    },
  };
}
