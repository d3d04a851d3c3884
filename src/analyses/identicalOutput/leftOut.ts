import type { LoadedModel } from "../loadModel.ts";

/** What to say of a network that is written with the output that was looked at alone; nothing where it has no other. */
export function leftOut({ graph, otherOutputs = [] }: LoadedModel): readonly string[] {
  if (otherOutputs.length === 0) return [];
  const names = otherOutputs.map((name) => `"${name}"`).join(", ");
  return [`the new network has the output "${graph.outputs[0]?.name ?? ""}" alone; left out: ${names}`];
}
