import { expect, test } from "vitest";
import { matchInput } from "./matchInput.ts";
import type { ImageLayout, Samples } from "./samples.ts";

function samples(shape: readonly number[], layout?: ImageLayout): Samples {
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    source: "s",
    split: "test",
    count: 2,
    shape,
    ...(layout && { layout }),
    gather: (indices) => Float32Array.from({ length: indices.length * size }, (_, i) => i),
  };
}

const chw = samples([3, 2, 2], "CHW");
// Element c·4 + p of the channels-first image stands at p·3 + c.
const turned = [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11];

test.each([[[784]], [[1, 28, 28]], [[28, 28]], [[28, 28, 1]], [[784, 1]]])(
  "grey images are reshaped to %j",
  (shape) => {
    for (const from of [samples([1, 28, 28], "CHW"), samples([784]), samples([28, 28, 1], "HWC")]) {
      const matched = matchInput(from, shape);
      expect(matched.shape).toEqual(shape);
      expect(matched.gather([0, 1])).toEqual(from.gather([0, 1]));
    }
  },
);

test("colour images: flat and channels-first keep the order, channels-last is transposed", () => {
  expect([...matchInput(chw, [12]).gather([0])]).toEqual([...chw.gather([0])]);
  expect([...matchInput(chw, [3, 4]).gather([0])]).toEqual([...chw.gather([0])]);
  expect(matchInput(chw, [12])).not.toHaveProperty("layout");
  const last = matchInput(chw, [2, 2, 3]);
  expect([...last.gather([0])]).toEqual(turned);
  expect(last.layout).toBe("HWC");
  expect([...matchInput(chw, [4, 3]).gather([0])]).toEqual(turned);
  expect([...matchInput(chw, [12], "HWC").gather([0])]).toEqual(turned);
  expect([...last.gather([0, 1])].slice(12)).toEqual(turned.map((i) => i + 12));
});

test("there and back again is the identity", () => {
  const back = matchInput(matchInput(chw, [2, 2, 3]), [3, 2, 2]);
  expect(back.gather([0, 1])).toEqual(chw.gather([0, 1]));
  expect(back.layout).toBe("CHW");
});

test("where both layouts fit the shape, the model's layout decides", () => {
  const cube = samples([3, 3, 3], "CHW");
  expect(matchInput(cube, [3, 3, 3]).gather([0])).toEqual(cube.gather([0]));
  expect(matchInput(cube, [3, 3, 3], "HWC").gather([0])).not.toEqual(cube.gather([0]));
});

test("what does not fit is an error that names both shapes", () => {
  expect(() => matchInput(chw, [13])).toThrow(/13.*3×2×2 \(CHW\)/);
  expect(() => matchInput(chw, [2, 3, 2])).toThrow(/2×3×2.*3×2×2/);
  expect(() => matchInput(samples([5]), [4])).toThrow(/4.*5/);
});
