import { isFloat, sizeOf } from "../../base/index.ts";
import type { Graph, Node } from "../../graph/index.ts";

/** Operators that are activation functions; what they yield is a representation. */
const activations: ReadonlySet<string> = new Set([
  ..."Relu LeakyRelu PRelu ThresholdedRelu Elu Celu Selu Clip Softplus Softsign Shrink Mish Gelu Swish HardSwish".split(
    " ",
  ),
  ..."Tanh Sigmoid HardSigmoid".split(" "),
]);

/** Operators between an activation and an output of the graph that leave an activation a mere head. */
const carriers: readonly string[] = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast"];

/**
 * The tensors that activation functions of a graph yield, in order. Functions that are written out, x·σ(x) and the Gauss
 * error function's x·(1 + erf(x/√2))/2, count where they end; a function that makes an output of the graph is a head, and none.
 */
export function activationNames(graph: Graph): string[] {
  const users = usersOf(graph);
  const names = graph.nodes.flatMap((node) => {
    const [output = ""] = node.outputs;
    if (node.domain !== "") return [];
    if (node.operator === "Erf") return gaussErrorUnit(graph, users, output) ?? [];
    if (!activations.has(node.operator) || !isFloatValue(graph, node)) return [];
    return node.operator === "Sigmoid" ? (gatedBySelf(users, node) ?? output) : output;
  });
  const heads = headsOf(graph);
  return [...new Set(names)].filter((name) => !heads.has(name));
}

type Users = ReadonlyMap<string, readonly Node[]>;

function usersOf({ nodes }: Graph): Users {
  const users = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const name of new Set(node.inputs)) users.set(name, [...(users.get(name) ?? []), node]);
  }
  return users;
}

/** Clip also bounds indices. */
function isFloatValue({ valueInfo, outputs }: Graph, { outputs: [name] }: Node): boolean {
  const type = [...valueInfo, ...outputs].find((info) => info.name === name)?.type;
  return type === undefined || isFloat(type);
}

const soleUser = (users: Users, name: string): Node | undefined => {
  const all = users.get(name) ?? [];
  return all.length === 1 ? all[0] : undefined;
};

/** x·σ(x), the Swish that older files write out. */
function gatedBySelf(users: Users, { inputs: [x], outputs: [gate = ""] }: Node): string | undefined {
  const user = soleUser(users, gate);
  return user?.operator === "Mul" && user.inputs.includes(x ?? "") ? user.outputs[0] : undefined;
}

/** From erf on: plus 1, times x or x/2, and times ½ where that is still missing. */
function gaussErrorUnit({ initializers }: Graph, users: Users, erf: string): string | undefined {
  const sum = soleUser(users, erf);
  const product = sum?.operator === "Add" ? soleUser(users, sum.outputs[0] ?? "") : undefined;
  const [output] = product?.operator === "Mul" ? product.outputs : [];
  if (output === undefined) return undefined;
  const half = soleUser(users, output);
  const isScaled =
    half?.operator === "Mul" && half.inputs.some((name) => sizeOf(initializers.get(name)?.shape ?? [2]) === 1);
  return isScaled ? half.outputs[0] : output;
}

function headsOf({ nodes, outputs }: Graph): ReadonlySet<string> {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const heads = new Set<string>();
  for (const { name } of outputs) {
    let current = name;
    heads.add(current);
    for (let node = producers.get(current); node && carriers.includes(node.operator); node = producers.get(current)) {
      current = node.inputs[0] ?? "";
      heads.add(current);
    }
  }
  return heads;
}
