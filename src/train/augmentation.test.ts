import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalSamples } from "../../test/smallNetwork.ts";
import type { Samples } from "../base/index.ts";
import { augmented } from "./augmentation.ts";

const [channels, height, width] = [2, 5, 7];
const image = channels * height * width;
const count = 60;
const plain: Samples = { ...normalSamples(count, [channels, height, width]), layout: "CHW" };
const all = Array.from({ length: count }, (_, i) => i);

/** The same images with their channels last. */
const channelsLast: Samples = {
  ...plain,
  shape: [height, width, channels],
  layout: "HWC",
  gather: (indices) => turned(plain.gather(indices)),
};

/** Channels first to channels last, image by image. */
function turned(values: Float32Array): Float32Array {
  return values.map((_, i) => {
    const [start, pixel, channel] = [i - (i % image), Math.floor((i % image) / channels), i % channels];
    return values[start + channel * height * width + pixel]!;
  });
}

/** All that may become of one image: [down, right, flipped] and what it then looks like. */
function possible(x: Float32Array, shift: number, flip: boolean) {
  const steps = Array.from({ length: 2 * shift + 1 }, (_, i) => i - shift);
  const flips = flip ? [false, true] : [false];
  return steps.flatMap((down) =>
    steps.flatMap((right) =>
      flips.map((flipped) => ({
        movement: `${down},${right},${flipped}`,
        values: x.map((_, i) => {
          const [c, y, u] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
          const [row, column] = [y - down, u - right];
          if (row < 0 || row >= height || column < 0 || column >= width) return 0;
          return x[(c * height + row) * width + (flipped ? width - 1 - column : column)]!;
        }),
      })),
    ),
  );
}

/** What was done to each sample. */
function movements(samples: Samples, shift: number, flip: boolean, { seed = 0, epoch = 1 } = {}): readonly string[] {
  const changed = augmented(samples, { shift, flip }, seed)(epoch)(all);
  const before = samples.gather(all);
  return all.map((i) => {
    const own = changed.subarray(i * image, (i + 1) * image);
    const found = possible(before.subarray(i * image, (i + 1) * image), shift, flip);
    return found.find(({ values }) => values.every((value, j) => value === own[j]))?.movement ?? "none of these";
  });
}

describe("augmented images", () => {
  test.each([
    [0, false, 1],
    [0, true, 2],
    [1, false, 9],
    [1, true, 18],
    [3, false, 49],
  ])("shift %i, flip %s: each is one of all that may be, and all come", (shift, flip, kinds) => {
    const seen = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((epoch) => movements(plain, shift, flip, { epoch }));
    expect(seen).not.toContain("none of these");
    expect(new Set(seen).size).toBe(kinds);
  });

  test("channels last are the same images", () => {
    const gather = (samples: Samples) => augmented(samples, { shift: 2, flip: true }, 0)(3)(all);
    expect(gather(channelsLast)).toEqual(turned(gather(plain)));
  });

  test("depend on seed, epoch and sample, and on nothing else", () => {
    const options = { shift: 2, flip: true };
    const gather = augmented(plain, options, 4)(7);
    const whole = gather(all);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: count - 1 }), { minLength: 1, maxLength: 20 }), (indices) => {
        const some = gather(indices);
        indices.forEach((sample, i) => {
          const own = whole.subarray(sample * image, (sample + 1) * image);
          expect(some.subarray(i * image, (i + 1) * image)).toEqual(own);
        });
      }),
      { numRuns: 50 },
    );
    expect(augmented(plain, options, 4)(7)(all)).toEqual(whole);
    expect(augmented(plain, options, 4)(8)(all)).not.toEqual(whole);
    expect(augmented(plain, options, 5)(7)(all)).not.toEqual(whole);
  });

  test.each([
    [{ ...plain, layout: undefined }, 1, /expected images.*2×5×7.*not known as images/],
    [{ ...plain, shape: [image] }, 1, /expected images.*got samples of 70/],
    [plain, 5, /less than the 5 pixels.*got 5/],
  ])("what cannot be changed is refused", (samples, shift, message) => {
    expect(() => augmented(samples as Samples, { shift, flip: false }, 0)).toThrow(message);
  });
});
