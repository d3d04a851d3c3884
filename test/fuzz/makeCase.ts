import { type Random, random } from "../../src/base/index.ts";
import { createModel, decodeMessage, encodeMessage, type Message, writeModel } from "../../src/graph/index.ts";
import { operators } from "../../src/ops/define/registry.ts";
import { sampleGraph } from "../opSample.ts";
import { blowUp } from "./blowUp.ts";
import { type Seed, seeds } from "./corpus.ts";
import { pick } from "./hostile.ts";
import { mutateBytes } from "./mutateBytes.ts";
import { messagesIn, mutateMessage, type Tree } from "./mutateMessage.ts";

/** A file to be loaded, with the files beside it. */
export interface Case {
  /** What it was made of, and how. */
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly beside: Readonly<Record<string, Uint8Array>>;
  /** Shape of one sample; absent for models of one operator, which are fed what they ask for. */
  readonly sample?: readonly number[];
}

const weights = "weights.bin";

/** Case number `index` of a seed; the same whenever it is asked for. */
export function makeCase(seed: number, index: number): Case {
  const stream = random(seed, "fuzz", index);
  const base = stream.integer(2) === 0 ? pick(stream, seeds) : operatorSeed(stream);
  const tree = decodeMessage("ModelProto", writeModel(base.model), base.name) as unknown as Tree;
  const beside = reencode(tree, base);
  const how = stream.integer(20);
  if (how < 5) {
    const other = writeModel(pick(stream, seeds).model);
    return made(base, "bytes", mutateBytes(stream, encode(tree), other), beside);
  }
  if (how < 7 && base.sample) {
    const label = blowUp(stream, tree);
    return made(base, label, encode(tree), beside);
  }
  const count = 1 + Math.floor(3 * stream.uniform() ** 2);
  for (let i = 0; i < count; i++) mutateMessage(stream, tree);
  const cut = Object.fromEntries(
    Object.entries(beside).map(([name, bytes]) => {
      return [name, stream.integer(4) === 0 ? bytes.subarray(0, stream.integer(bytes.length)) : bytes];
    }),
  );
  return made(base, `${count} changes`, encode(tree), cut);
}

/** All models that mutations start from, as they are. */
export function soundCases(): readonly Case[] {
  return seeds.map((base) => {
    const tree = decodeMessage("ModelProto", writeModel(base.model), base.name) as unknown as Tree;
    const beside = reencode(tree, base);
    return made(base, "as it is", encode(tree), beside);
  });
}

type Base = Omit<Seed, "sample"> & { readonly sample?: readonly number[] };

const encode = (tree: Tree) => encodeMessage("ModelProto", tree as unknown as Message<"ModelProto">);

function made(base: Base, how: string, bytes: Uint8Array, beside: Case["beside"]): Case {
  return { label: `${base.name}, ${how}`, bytes, beside, ...(base.sample && { sample: base.sample }) };
}

/** A model of one operator with one of its own samples. */
function operatorSeed(stream: Random): Base {
  const [name, op] = pick(stream, Object.entries(operators));
  const { graph } = sampleGraph(name, op, pick(stream, op.samples), "float32");
  return { name, model: { ...createModel(graph), opsets: { "": Math.max(18, op.since ?? 0) } } };
}

/** Move weights into a file of their own, or into the typed fields; returns the files. */
function reencode(tree: Tree, { externalFrom, typedFields }: Base): Record<string, Uint8Array> {
  const file: number[] = [];
  for (const { name, tree: tensor } of messagesIn("ModelProto", tree)) {
    const raw = tensor["raw_data"] as Uint8Array | undefined;
    if (name !== "TensorProto" || !raw) continue;
    if (externalFrom !== undefined && raw.length >= externalFrom) {
      const entries = { location: weights, offset: `${file.length}`, length: `${raw.length}` };
      tensor["external_data"] = Object.entries(entries).map(([key, value]) => ({ key, value }));
      tensor["data_location"] = 1;
      delete tensor["raw_data"];
      file.push(...raw);
    } else if (typedFields && tensor["data_type"] === 1) {
      tensor["float_data"] = new Float32Array(raw.slice().buffer);
      delete tensor["raw_data"];
    }
  }
  return file.length > 0 ? { [weights]: Uint8Array.from(file) } : {};
}
