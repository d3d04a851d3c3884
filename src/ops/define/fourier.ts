import { fail, tensorOf } from "../../base/index.ts";
import type { Builder, Value, ValueType } from "../../graph/index.ts";

/** Longer signals would take a matrix of more than 130 MB. */
const longest = 4096;

export interface Transform {
  readonly length: number;
  /** 1 for real signals, 2 for (real, imaginary) pairs. */
  readonly parts: number;
  /** How many frequencies are wanted, from 0 on. */
  readonly bins: number;
  readonly inverse: boolean;
}

/**
 * The discrete Fourier transform as a real matrix, length×parts×(2·bins): row n, part p holds what it adds to the real and
 * imaginary part of each frequency k, exp(∓2πi k n / length), over length if inverse.
 *
 * @throws NetspectraError for signals that are too long for that
 */
export function fourierMatrix(g: Builder, like: ValueType, { length, parts, bins, inverse }: Transform): Value {
  if (length < 1 || length > longest) {
    fail({ subject: "a Fourier transform", expected: `a signal of 1 to ${longest} elements`, got: `${length}` });
  }
  const [sign, scale] = inverse ? [1, 1 / length] : [-1, 1];
  const values = new Float64Array(length * parts * bins * 2);
  let at = 0;
  for (let n = 0; n < length; n++) {
    for (let part = 0; part < parts; part++) {
      for (let k = 0; k < bins; k++) {
        const angle = (2 * Math.PI * ((k * n) % length)) / length;
        const [cos, sin] = [scale * Math.cos(angle), sign * scale * Math.sin(angle)];
        values[at++] = part === 0 ? cos : -sin;
        values[at++] = part === 0 ? sin : cos;
      }
    }
  }
  return g.constant(tensorOf(like.type, [length, parts, bins * 2], values));
}

/** Frequencies of a transform: all, or those that a real signal does not repeat. */
export const binsOf = (length: number, onesided: boolean): number => (onesided ? Math.floor(length / 2) + 1 : length);

/** How many numbers there are to an element, from the size of the last axis. @throws NetspectraError for others than 1 and 2 */
export function partsOf(subject: string, { shape }: ValueType): number {
  const parts = shape.at(-1);
  if (shape.length >= 2 && (parts === 1 || parts === 2)) return parts;
  return fail({ subject, expected: "a last axis of size 1 (real) or 2 (complex)", got: `${parts}` });
}
