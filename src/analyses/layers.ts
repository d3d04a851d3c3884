import { isFloat, type Shape, sizeOf } from "../base/index.ts";
import type { Graph, ValueInfo } from "../graph/index.ts";

/** One operation of a network. */
export interface Layer {
  /** Name of the tensor that it computes, as `--output`, `--wrt` and `--layer` take it. */
  readonly layer: string;
  readonly operator: string;
  /** Shape of that tensor, batch axis "N"; null where it is not known. */
  readonly shape: Shape | null;
  /** Trained numbers that it uses and no operation before it. */
  readonly parameters: number;
}

/**
 * The operations of a network in order, but for those that only compute shapes and indices.
 *
 * @param parameters names of the initialisers that were trained
 * @param infoOf what is known of a value
 */
export function layersOf(
  { nodes, initializers }: Graph,
  parameters: ReadonlySet<string>,
  infoOf: (name: string) => Pick<ValueInfo, "type" | "shape"> | undefined,
): Layer[] {
  const counted = new Set<string>();
  return nodes.flatMap(({ operator, domain, inputs, outputs }) => {
    const [layer = ""] = outputs;
    const { type, shape = null } = infoOf(layer) ?? {};
    if (operator === "Identity" || (type && !isFloat(type))) return [];
    let own = 0;
    for (const name of inputs) {
      if (!parameters.has(name) || counted.has(name)) continue;
      counted.add(name);
      own += sizeOf(initializers.get(name)?.shape ?? [0]);
    }
    return [{ layer, operator: domain ? `${domain}.${operator}` : operator, shape, parameters: own }];
  });
}
