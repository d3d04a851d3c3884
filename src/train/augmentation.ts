import * as v from "valibot";
import { fail, formatShape, type Gather, random, type Samples, sizeOf } from "../base/index.ts";

/** How images are changed each time that a network is trained on them. */
export const augmentationConfig = v.strictObject({
  /** Shifted by up to so many pixels up or down and left or right; what comes in is zero, as it is fed. Default 0. */
  shift: v.optional(
    v.pipe(v.number("a whole number"), v.safeInteger("a whole number"), v.minValue(0, "a whole number from 0 up")),
    0,
  ),
  /** Left and right are exchanged in half of the cases. Default false. */
  flip: v.optional(v.boolean("true or false"), false),
});
export type Augmentation = v.InferOutput<typeof augmentationConfig>;

/** Gathers samples, as `Samples.gather` does, with the changes of one epoch. */
export type EpochGather = (epoch: number) => Gather;

/**
 * Random shifts and flips, a function of seed, epoch and sample alone: neither the order of the samples nor an
 * interruption changes them.
 *
 * @throws NetspectraError for samples that are no images, and shifts that may leave nothing of them
 */
export function augmented(samples: Samples, { shift, flip }: Augmentation, seed: number): EpochGather {
  const geometry = imageGeometry(samples);
  const { height, width } = geometry;
  if (shift >= Math.min(height, width)) {
    fail({
      subject: 'augmentation: "shift"',
      expected: `less than the ${Math.min(height, width)} pixels of the images`,
      got: `${shift}`,
    });
  }
  const size = sizeOf(samples.shape);
  const span = 2 * shift + 1;
  return (epoch) => (indices) => {
    const images = samples.gather(indices);
    const changed = new Float32Array(images.length);
    for (let i = 0; i < indices.length; i++) {
      const stream = random(seed, "augmentation", epoch, indices[i]!);
      const down = stream.integer(span) - shift;
      const right = stream.integer(span) - shift;
      const flipped = flip && stream.bits() % 2 === 1;
      const own = [i * size, (i + 1) * size] as const;
      move(images.subarray(...own), changed.subarray(...own), geometry, { down, right, flipped });
    }
    return changed;
  };
}

/** Planes of rows of pixels: channels-first images have a plane per channel, channels-last ones have wide pixels. */
interface ImageGeometry {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  /** Numbers of a pixel within a plane. */
  readonly depth: number;
}

function imageGeometry({ layout, shape, source }: Samples): ImageGeometry {
  if (layout === undefined || shape.length !== 3) {
    return fail({
      subject: `augmentation of ${source}`,
      expected: "images, which can be shifted and flipped",
      got: `samples of ${formatShape(shape)}${shape.length === 3 ? " that are not known as images" : ""}`,
      todo: 'Leave "augmentation" out.',
    });
  }
  const [a, b, c] = shape as readonly [number, number, number];
  return layout === "CHW" ? { planes: a, height: b, width: c, depth: 1 } : { planes: 1, height: a, width: b, depth: c };
}

interface Movement {
  readonly down: number;
  readonly right: number;
  /** Before the shift. */
  readonly flipped: boolean;
}

/** `to` holds zeros. */
function move(
  from: Float32Array,
  to: Float32Array,
  { planes, height, width, depth }: ImageGeometry,
  { down, right, flipped }: Movement,
): void {
  const row = width * depth;
  const [first, end] = [Math.max(0, right), Math.min(width, width + right)];
  for (let plane = 0; plane < planes; plane++) {
    for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      const target = (plane * height + y) * row;
      const source = (plane * height + y - down) * row;
      if (flipped) {
        for (let x = first; x < end; x++) {
          const at = source + (width - 1 - x + right) * depth;
          for (let d = 0; d < depth; d++) to[target + x * depth + d] = from[at + d]!;
        }
      } else {
        to.set(from.subarray(source + (first - right) * depth, source + (end - right) * depth), target + first * depth);
      }
    }
  }
}
