import { type Random, sizeOf, type Tensor, tensorOf } from "../../base/index.ts";

/** A weight, and the axis along which its filters lie; without one it is a single filter. */
export interface FilteredWeight {
  readonly name: string;
  readonly weight: Tensor;
  readonly axis: number | undefined;
}

/**
 * A random direction in which each filter has the norm of the filter that it moves (Li et al. 2018, section 4), so that networks
 * that differ by the scale of their layers are looked at on the same scale. A filter of zeros stays.
 *
 * @param streams standard normal numbers for each weight, in their order
 */
export function filterNormalisedDirection(
  weights: readonly FilteredWeight[],
  streams: (index: number) => Random,
): ReadonlyMap<string, Tensor> {
  return new Map(
    weights.map(({ name, weight, axis }, i) => {
      const stream = streams(i);
      const direction = Float64Array.from({ length: sizeOf(weight.shape) }, stream.normal);
      const own = filterNorms(weight.shape, axis, weight.data as Float32Array);
      const drawn = filterNorms(weight.shape, axis, direction);
      const filterOf = filterIndex(weight.shape, axis);
      for (let at = 0; at < direction.length; at++) {
        const filter = filterOf(at);
        direction[at] = drawn[filter]! === 0 ? 0 : (direction[at]! * own[filter]!) / drawn[filter]!;
      }
      return [name, tensorOf(weight.type, weight.shape, direction)] as const;
    }),
  );
}

/** Euclidean norm of each filter, in float64. */
export function filterNorms(
  shape: readonly number[],
  axis: number | undefined,
  values: ArrayLike<number>,
): Float64Array {
  const norms = new Float64Array(axis === undefined ? 1 : shape[axis]!);
  const filterOf = filterIndex(shape, axis);
  for (let at = 0; at < values.length; at++) norms[filterOf(at)]! += values[at]! ** 2;
  return norms.map(Math.sqrt);
}

/** Which filter an element belongs to, by its place in row-major order. */
function filterIndex(shape: readonly number[], axis: number | undefined): (at: number) => number {
  if (axis === undefined) return () => 0;
  const stride = sizeOf(shape.slice(axis + 1));
  const count = shape[axis]!;
  return (at) => Math.floor(at / stride) % count;
}
