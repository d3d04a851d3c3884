import type { Random } from "../../src/base/index.ts";
import type { Message } from "../../src/graph/index.ts";
import { pick } from "./hostile.ts";
import type { Tree } from "./mutateMessage.ts";

type Nodes = Message<"NodeProto">[];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const node = (op_type: string, input: string[], output: string[], more: Partial<Message<"NodeProto">> = {}) => ({
  op_type,
  input,
  output,
  ...more,
});

/** Put a chain of nodes between the graph's nodes and its output "y". */
function behind(graph: Tree, chain: (from: string, to: string) => Nodes): void {
  const nodes = (graph["node"] ?? []) as Mutable<Message<"NodeProto">>[];
  for (const own of nodes) own.output = (own.output ?? []).map((name) => (name === "y" ? "before" : name));
  graph["node"] = [...nodes, ...chain("before", "y")];
}

/** Small files that unfold into something large: each takes a model and makes it so. */
const blowUps: Readonly<Record<string, (stream: Random, model: Tree) => void>> = {
  "nested subgraphs"(stream, model) {
    let inner = structuredClone(model["graph"]) as Message<"GraphProto">;
    for (let level = pick(stream, [5, 30, 45, 60, 200]); level > 0; level--) {
      const attribute = [{ name: "then_branch", type: 5, g: inner }];
      inner = { name: "g", node: [node("If", ["x"], ["y"], { attribute })], output: [{ name: "y" }] };
    }
    model["graph"] = { ...(model["graph"] as Tree), node: inner.node };
  },
  "functions that call themselves or double"(stream, model) {
    const depth = pick(stream, [1, 10, 30, 99, 101, 2000]);
    const calls = pick(stream, [1, 2, 5]);
    const functions = Array.from({ length: depth }, (_, level) => ({
      name: `f${level}`,
      domain: "d",
      input: ["a0"],
      output: [`a${calls}`],
      opset_import: [{ domain: "", version: 18n }],
      node: Array.from({ length: calls }, (__, i) =>
        node(level + 1 < depth ? `f${level + 1}` : pick(stream, ["Relu", "f0"]), [`a${i}`], [`a${i + 1}`], {
          domain: level + 1 < depth ? "d" : pick(stream, ["", "d"]),
        }),
      ),
    }));
    model["functions"] = functions;
    behind(model["graph"] as Tree, (from, to) => [node("f0", [from], [to], { domain: "d" })]);
  },
  "a long chain"(stream, model) {
    const length = pick(stream, [30, 100]);
    const operator = pick(stream, ["Relu", "Identity", "Neg", "Gelu", "Softmax", "Exp"]);
    behind(model["graph"] as Tree, (from, to) =>
      Array.from({ length }, (_, i) =>
        node(operator, [i === 0 ? from : `chain${i}`], [i === length - 1 ? to : `chain${i + 1}`]),
      ),
    );
  },
  "sizes that double"(stream, model) {
    const length = pick(stream, [10, 40, 100]);
    const operator = pick(stream, ["Concat", "Add", "MatMul", "Sum", "Mul"]);
    const axis = BigInt(stream.integer(3));
    const attribute = operator === "Concat" ? [{ name: "axis", type: 2, i: axis }] : [];
    behind(model["graph"] as Tree, (from, to) =>
      Array.from({ length }, (_, i) => {
        const own = i === 0 ? from : `double${i}`;
        return node(operator, [own, own], [i === length - 1 ? to : `double${i + 1}`], { attribute });
      }),
    );
  },
  "symbols that multiply"(stream, model) {
    const length = pick(stream, [5, 30, 60]);
    behind(model["graph"] as Tree, (from, to) =>
      Array.from({ length }, (_, i): Nodes => {
        const own = i === 0 ? from : `grown${i}`;
        const next = i === length - 1 ? to : `grown${i + 1}`;
        return [node("Shape", [own], [`s${i}`]), node(pick(stream, ["Tile", "Expand"]), [own, `s${i}`], [next])];
      }).flat(),
    );
  },
  "many outputs"(stream, model) {
    const count = pick(stream, [50, 3000, 20_000]);
    behind(model["graph"] as Tree, (from, to) => [
      node(
        pick(stream, ["Split", "Relu", "Dropout", "MaxPool"]),
        [from],
        Array.from({ length: count }, (_, i) => (i === 0 ? to : `o${i}`)),
      ),
    ]);
  },
  "many inputs"(stream, model) {
    const count = pick(stream, [50, 300]);
    const operator = pick(stream, ["Concat", "Sum", "Max", "Mean", "Add", "Einsum"]);
    behind(model["graph"] as Tree, (from, to) => [
      node(operator, Array<string>(count).fill(from), [to], { attribute: [{ name: "axis", type: 2, i: 1n }] }),
    ]);
  },
  "a high rank"(stream, model) {
    const rank = pick(stream, [9, 65, 1000, 100_000]);
    const dims = BigInt64Array.from({ length: rank }, () => 1n);
    const graph = model["graph"] as Tree;
    const raw_data = new Uint8Array(4);
    graph["initializer"] = [
      ...((graph["initializer"] ?? []) as Tree[]),
      { name: "high", dims, data_type: 1, raw_data },
    ];
    behind(graph, (from, to) => [node(pick(stream, ["Add", "MatMul", "Where"]), [from, "high"], [to])]);
  },
};

export const blowUpNames: readonly string[] = Object.keys(blowUps);

/** Make a decoded model unfold into something large; returns what was done. */
export function blowUp(stream: Random, model: Tree): string {
  const [name, change] = pick(stream, Object.entries(blowUps));
  change(stream, model);
  return name;
}
