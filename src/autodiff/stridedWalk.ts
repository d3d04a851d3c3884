import { sizeOf } from "../base/index.ts";

/** Row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Row-major walk through `shape`: start + Σ index · stride at each step. */
export function stridedWalk(shape: readonly number[], strides: readonly number[], start = 0): Uint32Array {
  let places = Uint32Array.of(start);
  shape.forEach((size, axis) => {
    const next = new Uint32Array(places.length * size);
    for (let i = 0; i < places.length; i++) {
      for (let j = 0; j < size; j++) next[i * size + j] = places[i]! + j * strides[axis]!;
    }
    places = next;
  });
  return places;
}

/** For each element of `target`, where the element of a tensor of shape `from` lies that is stretched to it. */
export function stretchedWalk(from: readonly number[], target: readonly number[]): Uint32Array {
  const padded = [...Array.from({ length: target.length - from.length }, () => 1), ...from];
  const strides = stridesOf(padded).map((stride, axis) => (padded[axis] === 1 ? 0 : stride));
  return stridedWalk(target, strides);
}
