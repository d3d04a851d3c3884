import { fail, formatShape, isFloat, sameShape, type Tensor } from "../../base/index.ts";
import type { Graph, Node } from "../../graph/index.ts";
import type { LoadedModel } from "../loadModel.ts";

/**
 * For each constant of a network the one in the same place of another network of the same architecture, whatever it is
 * called there.
 *
 * @throws NetspectraError that names the first difference
 */
export function matchConstants(first: LoadedModel, second: LoadedModel): ReadonlyMap<string, string> {
  const differ = (expected: string, got: string): never =>
    fail({
      subject: `${second.path} beside ${first.path}`,
      expected: `the same architecture: ${expected}`,
      got,
      todo: "A line between networks leads through weights that both have.",
    });
  const [a, b] = [first.graph, second.graph];
  if (!sameShape(first.sampleShape, second.sampleShape)) {
    differ(`an input of ${formatShape(first.sampleShape)}`, formatShape(second.sampleShape));
  }
  const partner = new Map<string, string>([["", ""]]);
  a.inputs.forEach(({ name }, i) => {
    partner.set(name, b.inputs[i]?.name ?? differ(`an input "${name}"`, "no such input"));
  });
  a.nodes.forEach((node, i) => {
    const other = b.nodes[i] ?? differ(describe(node), `an end after ${b.nodes.length} operators`);
    if (kindOf(node) !== kindOf(other)) differ(describe(node), describe(other));
    node.inputs.forEach((name, place) => {
      const given = other.inputs[place] ?? "";
      const [own, others] = [a.initializers.get(name), b.initializers.get(given)];
      const where = `${describe(node)}, operand ${place + 1}`;
      if (own && others && !partner.has(name)) {
        if (!alike(own, others)) differ(`${where}: ${constant(name, own)}`, constant(given, others));
        partner.set(name, given);
      } else if (partner.get(name) !== given) {
        differ(`${where} from "${partner.get(name) ?? name}"`, `"${given}"`);
      }
    });
    node.outputs.forEach((name, place) => {
      partner.set(name, other.outputs[place] ?? "");
    });
  });
  const more = b.nodes[a.nodes.length];
  if (more) differ(`an end after ${a.nodes.length} operators`, describe(more));
  return new Map([...partner].filter(([name]) => a.initializers.has(name)));
}

/** Float constants in which networks of one architecture differ, by the first one's names: one map for each network. */
export function differingConstants(models: readonly LoadedModel[]): ReadonlyMap<string, Tensor>[] {
  const [first, ...others] = models as readonly [LoadedModel, ...LoadedModel[]];
  const partners = others.map((other) => matchConstants(first, other));
  const all = [first, ...others].map(({ graph }, i) => {
    const constants = new Map<string, Tensor>();
    for (const [name, tensor] of first.graph.initializers) {
      const given = i === 0 ? tensor : graph.initializers.get(partners[i - 1]!.get(name) ?? "");
      if (given && isFloat(tensor.type)) constants.set(name, given);
    }
    return constants;
  });
  const names = [...all[0]!.keys()].filter((name) => {
    const own = all[0]!.get(name)!.data as Float32Array;
    return all.some((constants) => {
      const theirs = constants.get(name)?.data as Float32Array | undefined;
      return theirs?.some((value, i) => value !== own[i]);
    });
  });
  return all.map((constants) => new Map(names.map((name) => [name, constants.get(name)!])));
}

/** Floats may differ; what shapes and axes are made of may not. */
function alike(a: Tensor, b: Tensor): boolean {
  if (a.type !== b.type || !sameShape(a.shape, b.shape)) return false;
  return isFloat(a.type) || plain(a.data) === plain(b.data);
}

const constant = (name: string, { type, shape }: Tensor) => `"${name}" (${type} ${formatShape(shape)})`;

const describe = ({ name, operator }: Node) => (name === "" ? operator : `${operator} "${name}"`);

const kindOf = ({ operator, domain, inputs, outputs, attributes }: Node) =>
  plain([
    operator,
    domain,
    inputs.length,
    outputs.length,
    Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);

/** Attributes may hold tensors, graphs and big integers. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return `${inner}`;
    if (ArrayBuffer.isView(inner)) return Array.from(inner as Float32Array, String);
    return inner instanceof Map ? [...(inner as Graph["initializers"])] : inner;
  });
}
