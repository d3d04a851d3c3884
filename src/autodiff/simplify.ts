import { isType, numbers, sameShape, type Tensor } from "../base/index.ts";
import type { Builder, Graph, Node, Value } from "../graph/index.ts";
import { createBuilder } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

/**
 * The same function with fewer nodes: no identities, no dead nodes, no node twice (common subexpressions), no product
 * with 1 or sum with 0, no transpose of a transpose, no reshape to the same shape, no expansion to what broadcasting would
 * give. Input and output names stay, and so do
 * the values in `keep` that the outputs need.
 */
export function simplify(graph: Graph, { keep = [] }: { keep?: readonly string[] } = {}): Graph {
  const g = createBuilder(infer, { ...graph, nodes: [], initializers: new Map() });
  const alias = new Map<string, Value>();
  const seen = new Map<string, readonly (Value | undefined)[]>();
  const producers = new Map<string, Node>();
  const constants = new Map<string, Value>();
  const wanted = new Set([...keep, ...graph.outputs.map(({ name }) => name)]);

  for (const [name, tensor] of graph.initializers) {
    const key = smallKey(tensor);
    const twin = key === undefined || wanted.has(name) ? undefined : constants.get(key);
    const value = twin ?? g.initializer(name, tensor);
    if (twin) alias.set(name, twin);
    else if (key !== undefined) constants.set(key, value);
  }
  const resolve = (name: string) => (name === "" ? undefined : (alias.get(name) ?? g.value(name)));

  for (const node of graph.nodes) {
    const inputs = unexpanded(g, node, node.inputs.map(resolve), producers);
    const key = keyOf(node, inputs);
    const known = seen.get(key) ?? shortcut(g, node, inputs, producers);
    if (known && !node.outputs.some((o) => wanted.has(o))) {
      node.outputs.forEach((o, i) => {
        const value = known[i];
        if (o !== "" && value) alias.set(o, value);
      });
      if (node.outputs.every((o, i) => o === "" || known[i])) continue;
    }
    const made = g.append(node, inputs);
    // An equal node is not the tensor that is asked for: a derivative with respect to this one leaves the other alone.
    if (!node.outputs.some((o) => keep.includes(o))) seen.set(key, made);
    for (const value of made) if (value) producers.set(value.name, g.nodes.at(-1)!);
  }
  return g.finish(
    graph.outputs.map(({ name }) => g.value(name)),
    graph.name,
  );
}

function keyOf(node: Node, inputs: readonly (Value | undefined)[]): string {
  const attributes = Object.entries(node.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    node.domain,
    node.operator,
    inputs.map((v) => v?.name ?? ""),
    node.outputs.map((o) => o !== ""),
    attributes.map(([name, { value }]) => [name, plain(value)]),
  ]);
}

/** Graph- and tensor-valued attributes make a node unique: they are compared by identity. */
const identities = new WeakMap<object, number>();
let nextIdentity = 0;
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const known = identities.get(value) ?? nextIdentity++;
  identities.set(value, known);
  return { identity: known };
}

function smallKey(tensor: Tensor): string | undefined {
  if (tensor.data.length > 64 || tensor.type === "string") return undefined;
  return `${tensor.type} ${tensor.shape} ${Array.from(tensor.data as Float32Array).map((v) => (Object.is(v, -0) ? "-0" : v))}`;
}

/** What the node's first output equals without computing anything. */
function shortcut(
  g: Builder,
  node: Node,
  inputs: readonly (Value | undefined)[],
  producers: ReadonlyMap<string, Node>,
): readonly Value[] | undefined {
  const [a, b] = inputs;
  if (!a || node.domain !== "") return undefined;
  const neutral = (x: Value, other: Value | undefined, value: number) =>
    other && isScalar(g, other, value) && x.type === other.type && other.shape.length <= x.shape.length
      ? [x]
      : undefined;
  switch (node.operator) {
    case "Identity":
      return [a];
    case "Mul":
      return neutral(a, b, 1) ?? (b && neutral(b, a, 1));
    case "Add":
      return neutral(a, b, 0) ?? (b && neutral(b, a, 0));
    case "Sub":
      return neutral(a, b, 0);
    case "Div":
      return neutral(a, b, 1);
    case "Transpose":
      return untransposed(g, node, producers.get(a.name));
    case "Reshape":
    case "Expand":
      return b?.content && sameShape(a.shape, b.content) ? [a] : undefined;
    default:
      return undefined;
  }
}

const broadcasting = new Set(["Add", "Sub", "Mul", "Div"]);

/** The operands, one of them before it was expanded to the shape of the other: the operator stretches it by itself. */
function unexpanded(
  g: Builder,
  { operator, domain }: Node,
  inputs: readonly (Value | undefined)[],
  producers: ReadonlyMap<string, Node>,
): readonly (Value | undefined)[] {
  const [a, b] = inputs;
  if (domain !== "" || !broadcasting.has(operator) || !a || !b || !sameShape(a.shape, b.shape)) return inputs;
  const before = ({ name }: Value) => {
    const maker = producers.get(name);
    return maker?.operator === "Expand" && maker.domain === "" ? g.value(maker.inputs[0]!) : undefined;
  };
  const [first, second] = [before(a), before(b)];
  return second ? [a, second] : [first ?? a, b];
}

function isScalar(g: Builder, value: Value, expected: number): boolean {
  const tensor = g.constantOf(value);
  if (tensor?.data.length !== 1) return false;
  if (!isType(tensor, "float32") && !isType(tensor, "float64")) return false;
  return numbers(tensor)[0] === expected;
}

/** Transpose by q of a transpose by p is the identity where p[q[i]] = i. */
function untransposed(g: Builder, node: Node, inner: Node | undefined): readonly Value[] | undefined {
  const [p, q] = [inner?.attributes["perm"], node.attributes["perm"]];
  if (inner?.operator !== "Transpose" || p?.kind !== "ints" || q?.kind !== "ints") return undefined;
  return q.value.every((axis, i) => p.value[axis] === i) ? [g.value(inner.inputs[0]!)] : undefined;
}
