import { isType, type Tensor } from "../../base/index.ts";
import { formatGraph, type Graph } from "../../graph/index.ts";
import type { Platform } from "../../platform/index.ts";

/** What tells graphs apart: a SHA-256 over their text and all their constants. */
export async function graphIdentity({ sha256 }: Pick<Platform, "sha256">, graph: Graph): Promise<string> {
  const said = [formatGraph(graph)];
  for (const tensor of graph.initializers.values()) said.push(await sha256(bytesOf(tensor)));
  return sha256(new TextEncoder().encode(said.join("\n")));
}

function bytesOf(tensor: Tensor): Uint8Array {
  if (isType(tensor, "string")) return new TextEncoder().encode(JSON.stringify(tensor.data));
  const { buffer, byteOffset, byteLength } = tensor.data as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
