import { fail } from "./error.ts";

/** A size that is known, or a symbol: "N", or a multiple of one: "3*N". */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** The symbol of the batch axis. */
export const batch = "N";

/**
 * The most elements that a tensor may have, for one sample or one of anything that is counted by a symbol: beyond it no
 * machine holds the tensor, and such sizes come from damaged files.
 */
export const mostElements = 2 ** 40;

/** The most axes that a tensor may have. */
export const mostAxes = 64;

/**
 * The most elements of a table that is computed from sizes, not read from a file: interpolation weights, masks, the
 * cotangent that picks one output. A few bytes in a file could ask for any amount of memory otherwise.
 */
export const mostComputed = 2 ** 23;

/** Elements of a table of these sizes. @throws NetspectraError beyond {@link mostComputed}. */
export function checkComputed(subject: string, ...sizes: readonly number[]): number {
  const elements = sizeOf(sizes);
  if (elements >= 0 && elements <= mostComputed) return elements;
  return fail({ subject, expected: `sizes that need at most ${mostComputed} computed numbers`, got: `${elements}` });
}

/** @throws NetspectraError for sizes that are no counts, and beyond {@link mostElements}. */
export function checkShape(subject: string, shape: Shape): void {
  let elements = 1;
  if (shape.length > mostAxes) fail({ subject, expected: `at most ${mostAxes} axes`, got: `${shape.length}` });
  for (const size of shape) {
    if (typeof size === "string") continue;
    if (!(Number.isInteger(size) && size >= 0)) {
      fail({ subject, expected: "sizes that are whole numbers of 0 or more", got: formatShape(shape) });
    }
    elements *= Math.max(size, 1);
  }
  if (elements > mostElements) {
    fail({ subject, expected: `at most ${mostElements} elements`, got: `${elements} (${formatShape(shape)})` });
  }
}

/** Number of elements of a fully known shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((size) => typeof size === "number");
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** The shape as people read it: "N×3×32×32". */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? "scalar" : shape.join("×");
}

/** `axis` counted from the front. @throws NetspectraError when it lies outside the shape. */
export function normalizeAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) {
    fail({ subject: `axis ${axis}`, expected: `an axis of a tensor with ${rank} axes`, got: `${axis}` });
  }
  return positive;
}

/** NumPy's rule: align at the right; equal sizes stay, 1 stretches. @throws NetspectraError on a mismatch. */
export function broadcastShapes(...shapes: Shape[]): Shape {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes
      .map((shape) => shape[axis - rank + shape.length])
      .filter((size) => size !== undefined && size !== 1);
    const first = sizes[0] ?? 1;
    if (sizes.some((size) => size !== first)) {
      fail({
        subject: `shapes ${shapes.map(formatShape).join(" and ")}`,
        expected: "sizes that are equal or 1",
        got: sizes.join(" and "),
      });
    }
    return first;
  });
}

interface Monomial {
  coefficient: number;
  symbols: readonly string[];
}

function monomial(d: Dimension): Monomial {
  if (typeof d === "number") return { coefficient: d, symbols: [] };
  const parts = d.split("*");
  const coefficient = parts.filter((p) => /^\d+$/.test(p)).reduce((c, p) => c * Number(p), 1);
  return { coefficient, symbols: parts.filter((p) => !/^\d+$/.test(p)).sort() };
}

function dimension({ coefficient, symbols }: Monomial): Dimension {
  if (symbols.length === 0 || coefficient === 0) return coefficient;
  return coefficient === 1 ? symbols.join("*") : [coefficient, ...symbols].join("*");
}

/** Symbols in one product; a tensor that is squared again and again would have no end of them. */
const mostSymbols = 8;

/**
 * Product of dimensions; symbols are carried along: 3 · "N" = "3*N".
 *
 * @throws NetspectraError for more than 8 symbols
 */
export function multiplyDimensions(...dims: readonly Dimension[]): Dimension {
  const factors = dims.map(monomial);
  const symbols = factors.flatMap((f) => f.symbols).sort();
  if (symbols.length > mostSymbols) {
    fail({ subject: "a size", expected: `a product of at most ${mostSymbols} symbols`, got: `${symbols.length}` });
  }
  return dimension({ coefficient: factors.reduce((c, f) => c * f.coefficient, 1), symbols });
}

/** Exact quotient of two dimensions, or undefined where it is not one (7 / 2, "N" / "M"). */
export function divideDimensions(a: Dimension, b: Dimension): Dimension | undefined {
  const numerator = monomial(a);
  const denominator = monomial(b);
  const symbols = [...numerator.symbols];
  for (const symbol of denominator.symbols) {
    const at = symbols.indexOf(symbol);
    if (at < 0) return undefined;
    symbols.splice(at, 1);
  }
  const coefficient = numerator.coefficient / denominator.coefficient;
  return Number.isInteger(coefficient) ? dimension({ coefficient, symbols }) : undefined;
}
