import { blockedBetween } from "../autodiff/index.ts";
import type { LoadedModel } from "./loadModel.ts";

/** What decides between branches: the derivative of the branch that is taken is right. */
const conditions: readonly string[] = [
  "Equal",
  "Greater",
  "GreaterOrEqual",
  "Less",
  "LessOrEqual",
  "IsInf",
  "IsNaN",
  "Where",
];

/**
 * Sentences on the nodes at which some of the dependence of `output` on what is varied ends, while other paths carry a
 * derivative: the derivative of what they yield counts as zero. Empty for most models.
 */
export function blockedNotes({ graph, wrt }: LoadedModel, output: string): readonly string[] {
  const blocked = blockedBetween(graph, { wrt, output }).filter(({ operator }) => !conditions.includes(operator));
  if (blocked.length === 0) return [];
  const shown = blocked.slice(0, 3).map(({ node, operator, reason }) => `${operator} (node "${node}"): ${reason}`);
  const more = blocked.length > shown.length ? `; and ${blocked.length - shown.length} more` : "";
  return [`some paths to "${output}" carry no derivative and count as constant: ${shown.join("; ")}${more}`];
}

/** What is known of how the model is run stands beside other warnings. */
export function withNotes<T extends { warnings?: string[] }>(result: T, notes: readonly string[]): T {
  return notes.length > 0 ? { ...result, warnings: [...notes, ...(result.warnings ?? [])] } : result;
}
