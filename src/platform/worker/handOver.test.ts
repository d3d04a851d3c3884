import fc from "fast-check";
import { expect, test } from "vitest";
import { handOver } from "./handOver.ts";

const view = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }), fc.nat(4), fc.nat(3))
  .map(([bytes, cut, kind]) => {
    const whole = Uint8Array.from(bytes);
    const length = Math.floor(Math.max(0, whole.length - 8 * cut) / 8);
    const Kind = [Float64Array, Int32Array, BigInt64Array, Uint8Array][kind]!;
    return new Kind(whole.buffer, Math.min(8 * cut, whole.length - (whole.length % 8)), length);
  });
const value = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    view,
    fc.string(),
    fc.bigInt(),
    fc.constant(undefined),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("tree"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).tree;

test("what arrives equals what was sent; copying changes nothing here", () => {
  fc.assert(
    fc.property(value, (sent) => {
      const before = structuredClone(sent);
      const { value: shipped, transfer } = handOver(sent, false);
      expect(structuredClone(shipped, { transfer })).toEqual(before);
      expect(sent).toEqual(before);
    }),
  );
});

test("giving sends the same, empties whole buffers and spares those of which only a part is shown", () => {
  fc.assert(
    fc.property(value, (sent) => {
      const before = structuredClone(sent);
      const { value: shipped, transfer } = handOver(sent, true);
      expect(structuredClone(shipped, { transfer })).toEqual(before);
    }),
  );
  const whole = Float32Array.of(1, 2);
  const part = Float32Array.of(1, 2, 3).subarray(1);
  const { value: shipped, transfer } = handOver({ whole, part }, true);
  structuredClone(shipped, { transfer });
  expect([whole.length, part.length]).toEqual([0, 2]);
});

test("shared memory is shared, cycles and repeated buffers are kept, Node's buffers become plain bytes", () => {
  const shared = new Float64Array(new SharedArrayBuffer(8));
  const twice = Float64Array.of(1);
  const item: { list: Float64Array[]; node: Uint8Array; self?: unknown } = {
    list: [twice, twice],
    node: Buffer.from("ab"),
  };
  item.self = item;
  expect(handOver({ shared }, true)).toEqual({ value: { shared }, transfer: [] });
  const { value: shipped, transfer } = handOver(item, true);
  const arrived = structuredClone(shipped, { transfer });
  expect(arrived.self).toBe(arrived);
  expect(arrived.list).toEqual([Float64Array.of(1), Float64Array.of(1)]);
  expect(arrived.list[0]).toBe(arrived.list[1]);
  expect(arrived.node).toEqual(Uint8Array.of(97, 98));
});
