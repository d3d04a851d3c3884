import type { Common } from "../../analyses/index.ts";

type Planned = Common & { readonly analysis: string; readonly status: "planned"; readonly seconds: number };

/** What `--plan` gives as JSON: the plan of one network, or those of several by their names. */
export function plannedDocument(names: readonly string[], planned: readonly Planned[]): object {
  const [first] = planned;
  if (planned.length === 1) return first!;
  const { analysis, netspectra, seed, data, versions } = first!;
  const seconds = planned.reduce((sum, one) => sum + one.seconds, 0);
  const networks = planned.map((one, i) => ({ name: names[i], ...one }));
  return { analysis, netspectra, seed, data, seconds, status: "planned", networks, versions };
}
