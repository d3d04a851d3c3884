import type { Random } from "../../src/base/index.ts";
import { type Field, type MessageName, schema } from "../../src/graph/index.ts";
import { hostileFloat, hostileInteger, hostileText, pick } from "./hostile.ts";

/** A decoded message, to be changed in place. */
export type Tree = Record<string, unknown>;

export interface Found {
  readonly name: MessageName;
  readonly tree: Tree;
}

/** All messages inside a message, itself included. */
export function messagesIn(name: MessageName, tree: Tree): Found[] {
  const inner = Object.entries<Field>(schema[name]).flatMap(([field, { kind, presence }]) => {
    const value = tree[field];
    if (!(kind in schema) || value === undefined) return [];
    const list = presence === "repeated" ? (value as Tree[]) : [value as Tree];
    return list.flatMap((one) => messagesIn(kind as MessageName, one));
  });
  return [{ name, tree }, ...inner];
}

/** The names that values, nodes and parts have. */
export function namesIn(messages: readonly Found[]): string[] {
  const names = messages.flatMap(({ tree }) =>
    Object.values(tree).flatMap((value) =>
      (Array.isArray(value) ? value : [value]).filter((v) => typeof v === "string"),
    ),
  );
  return [...new Set(names as string[])];
}

/** Messages that say more than others are changed more often. */
const chances: Readonly<Partial<Record<MessageName, number>>> = {
  AttributeProto: 8,
  TensorProto: 6,
  NodeProto: 8,
  ValueInfoProto: 2,
  TensorTypeProto: 2,
  TensorShapeProto: 2,
  DimensionProto: 3,
  GraphProto: 8,
  FunctionProto: 4,
};

/** Change one field somewhere in a model: a number, a name, a list, or a whole part that is dropped, doubled or moved. */
export function mutateMessage(stream: Random, model: Tree): void {
  const messages = messagesIn("ModelProto", model);
  const drawn = messages.flatMap((found) => Array<Found>(chances[found.name] ?? 1).fill(found));
  const { name, tree } = pick(stream, drawn);
  const fields = Object.entries<Field>(schema[name]);
  const present = fields.filter(([field]) => tree[field] !== undefined);
  const [field, { kind, presence }] = pick(stream, present.length > 0 && stream.integer(5) > 0 ? present : fields);
  const own = namesIn(messages);
  if (presence !== "repeated") {
    if (stream.integer(8) === 0) delete tree[field];
    else tree[field] = changed(stream, kind, tree[field], messages, own);
    return;
  }
  const old = tree[field];
  if (ArrayBuffer.isView(old)) tree[field] = changedNumbers(stream, kind, old as BigInt64Array);
  else if (old === undefined && kind in numbers) tree[field] = numbers[kind as keyof typeof numbers]([]);
  else tree[field] = changedList(stream, kind, (old ?? []) as unknown[], messages, own);
}

function changed(
  stream: Random,
  kind: string,
  old: unknown,
  messages: readonly Found[],
  own: readonly string[],
): unknown {
  switch (kind) {
    case "string":
      return hostileText(stream, own);
    case "float":
      return hostileFloat(stream);
    case "int32":
      return stream.integer(4) === 0 ? Number(BigInt.asIntN(32, hostileInteger(stream))) : stream.integer(30);
    case "int64":
      return hostileInteger(stream);
    case "bytes":
      return changedBytes(stream, (old ?? new Uint8Array()) as Uint8Array);
    case "opaque":
      return old ? changedBytes(stream, old as Uint8Array) : undefined;
    default: {
      const alike = messages.filter(({ name }) => name === kind);
      return alike.length > 0 ? structuredClone(pick(stream, alike).tree) : old;
    }
  }
}

/** Raw data are often int64 that decide shapes: eight bytes become one hostile number. */
function changedBytes(stream: Random, old: Uint8Array): Uint8Array {
  const bytes = old.slice();
  const at = stream.integer(bytes.length + 1);
  switch (stream.integer(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Uint8Array.from([...bytes, ...bytes.subarray(at), stream.integer(256)]);
    case 2:
      if (at < bytes.length) bytes[at] = stream.integer(256);
      return bytes;
    default: {
      const place = at - (at % 8);
      if (place + 8 <= bytes.length) new DataView(bytes.buffer).setBigInt64(place, hostileInteger(stream), true);
      return bytes;
    }
  }
}

const numbers = {
  float: (list: readonly (number | bigint)[]) => Float32Array.from(list, Number),
  double: (list: readonly (number | bigint)[]) => Float64Array.from(list, Number),
  int32: (list: readonly (number | bigint)[]) => Int32Array.from(list, (v) => Number(BigInt.asIntN(32, BigInt(v)))),
  int64: (list: readonly (number | bigint)[]) => BigInt64Array.from(list, BigInt),
  uint64: (list: readonly (number | bigint)[]) => BigUint64Array.from(list, BigInt),
};

function changedNumbers(stream: Random, kind: string, old: BigInt64Array): ArrayBufferView {
  const list = Array.from(old as ArrayLike<number | bigint>);
  const fresh = kind === "float" || kind === "double" ? hostileFloat(stream) : hostileInteger(stream);
  const at = stream.integer(list.length + 1);
  const action = stream.integer(5);
  if (action === 0) list.splice(at, 1);
  else if (action === 1) list.splice(at, 0, fresh);
  else if (action === 2) list.push(...list.slice(at));
  else list[Math.min(at, list.length)] = fresh;
  return numbers[kind as keyof typeof numbers](list);
}

function changedList(
  stream: Random,
  kind: string,
  old: readonly unknown[],
  messages: readonly Found[],
  own: readonly string[],
): unknown[] {
  const list = [...old];
  const at = stream.integer(Math.max(list.length, 1));
  const other = stream.integer(Math.max(list.length, 1));
  const fresh = () => changed(stream, kind, list[at], messages, own);
  switch (stream.integer(5)) {
    case 0:
      list.splice(at, 1);
      break;
    case 1:
      if (list.length > 0) list.splice(other, 0, structuredClone(list[at]));
      break;
    case 2:
      if (list.length > 1) [list[at], list[other]] = [list[other], list[at]];
      break;
    case 3:
      list.push(fresh());
      break;
    default:
      list[at] = fresh();
  }
  return list.filter((item) => item !== undefined);
}
