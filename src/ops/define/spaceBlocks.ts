import { type Dimension, fail, formatShape, type Shape } from "../../base/index.ts";
import { sizeAt } from "./axes.ts";

/** The side of a block. @throws NetspectraError where the attribute is missing. */
export function requireBlocks(subject: string, blocksize: number | undefined): number {
  if (blocksize !== undefined && blocksize > 0) return blocksize;
  return fail({ subject, expected: `attribute "blocksize"`, got: `${blocksize ?? "none"}` });
}

/** Batch size, channels, height and width of images after division by `by`. @throws NetspectraError where it leaves rests. */
export function blocks(
  subject: string,
  shape: Shape,
  by: readonly [number, number, number],
): readonly [Dimension, number, number, number] {
  const [channels, height, width] = by.map((divisor, i) => sizeAt(subject, shape, i + 1) / divisor);
  if (shape.length !== 4 || ![channels, height, width].every(Number.isInteger)) {
    fail({ subject, expected: `images that divide into blocks (by 1×${by.join("×")})`, got: formatShape(shape) });
  }
  return [shape[0]!, channels!, height!, width!];
}
