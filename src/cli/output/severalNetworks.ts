import type { Common } from "../../analyses/index.ts";

/** A network's result, by a short name that is different from the others'. */
export interface NamedResult {
  readonly name: string;
  readonly result: Common & { readonly analysis: string };
}

/** Several results in one document; each has all common keys of its own. */
export function severalDocument(networks: readonly NamedResult[], seconds: number, cancelled: boolean): object {
  const { analysis, netspectra, seed, data, versions } = networks[0]!.result;
  const finished = networks.map(({ name, result }) => ({ name, ...result }));
  const status = cancelled ? "cancelled" : "ok";
  return { analysis, netspectra, seed, data, seconds, status, networks: finished, versions };
}

/** What a report says of how its numbers came about. */
export function configurationOf(networks: readonly NamedResult[], values: object): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  const models = networks.map(({ name, result }): [string, Common["model"]] => [`model ${name}`, result.model]);
  const { data, versions } = networks[0]!.result;
  return { ...Object.fromEntries(models), data, versions, flags: Object.fromEntries(given) };
}
