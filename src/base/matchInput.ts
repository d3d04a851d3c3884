import { fail } from "./error.ts";
import type { ImageLayout, Samples } from "./samples.ts";
import { formatShape, sameShape, sizeOf } from "./shape.ts";

/**
 * The samples in the shape that a model takes (without the batch axis).
 *
 * Element counts that agree are reshaped (784 ↔ 1×28×28 ↔ 784×1). Images know their axes: channels-first images are
 * transposed, not reshaped, into a channels-last input and the other way round, and colour planes are never torn apart.
 *
 * @param layout the model's own layout, where it is known; otherwise the shapes decide.
 * @throws NetspectraError naming both shapes.
 */
export function matchInput(samples: Samples, inputShape: readonly number[], layout?: ImageLayout): Samples {
  const size = sizeOf(samples.shape);
  const from = samples.layout;
  if (size !== sizeOf(inputShape)) return failShapes(samples, inputShape);
  if (from === undefined || samples.shape.length !== 3) return { ...samples, shape: inputShape };

  const turned = transposedShape(samples.shape, from);
  const grey = (from === "CHW" ? samples.shape[0] : samples.shape[2]) === 1;
  const asIs = grey || joinsOf(samples.shape).includes(key(inputShape));
  const asTurned = grey || joinsOf(turned).includes(key(inputShape));
  if (!asIs && !asTurned) return failShapes(samples, inputShape);

  const keep = asIs && (layout === undefined || layout === from || !asTurned);
  const { layout: _, ...rest } = samples;
  const matched = {
    ...rest,
    shape: inputShape,
    gather: keep
      ? samples.gather
      : (indices: ArrayLike<number>) => transposed(samples.gather(indices), samples.shape, from),
  };
  const isImage = sameShape(inputShape, keep ? samples.shape : turned);
  const now = keep ? from : from === "CHW" ? "HWC" : "CHW";
  return isImage ? { ...matched, layout: now } : matched;
}

/** What an image's shape may become by joining neighbouring axes: a×b×c, ab×c, a×bc and abc, axes of size 1 aside. */
function joinsOf([a = 1, b = 1, c = 1]: readonly number[]): readonly string[] {
  return [[a, b, c], [a * b, c], [a, b * c], [a * b * c]].map(key);
}

function key(shape: readonly number[]): string {
  return shape.filter((length) => length !== 1).join("×");
}

function transposedShape([a = 1, b = 1, c = 1]: readonly number[], from: ImageLayout): readonly number[] {
  return from === "CHW" ? [b, c, a] : [c, a, b];
}

/** An image is a matrix of channels × pixels or pixels × channels; one layout is the transpose of the other. */
function transposed(values: Float32Array, shape: readonly number[], from: ImageLayout): Float32Array {
  const size = sizeOf(shape);
  const channels = from === "CHW" ? shape[0]! : shape[2]!;
  const [rows, columns] = from === "CHW" ? [channels, size / channels] : [size / channels, channels];
  const out = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[start + j * rows + i] = values[start + i * columns + j]!;
    }
  }
  return out;
}

function failShapes(samples: Samples, inputShape: readonly number[]): never {
  return fail({
    subject: `data "${samples.source}"`,
    expected: `samples of the model's input shape ${formatShape(inputShape)}, or one that can be reshaped to it`,
    got: `${formatShape(samples.shape)}${samples.layout ? ` (${samples.layout})` : ""}`,
    todo: "Choose the data that this model was trained on.",
  });
}
