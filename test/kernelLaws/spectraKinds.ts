import type { Random } from "../../src/base/index.ts";

type Spectrum = (count: number, stream: Random) => (i: number) => number;

/** Spectra that matrices are made of: values of at most 1 in magnitude, none negative, in any order. */
export const spectraKinds: Readonly<Record<string, Spectrum>> = {
  "uniform values": (_, stream) => () => stream.uniform(),
  "an arithmetic sequence": (count) => (i) => (i + 1) / count,
  "a geometric sequence": (count, stream) => {
    const decades = 1 + 19 * stream.uniform();
    return (i) => 10 ** ((-decades * i) / count);
  },
  "values graded beyond float64's square root": (count) => (i) => 10 ** ((-200 * i) / count),
  "clusters within rounding": (count, stream) => {
    const places = Array.from({ length: 1 + stream.integer(count) }, () => stream.uniform());
    const width = 10 ** (-16 + 10 * stream.uniform());
    return () => places[stream.integer(places.length)]! + width * stream.uniform();
  },
  "few values, many times": (count, stream) => {
    const choices = Array.from({ length: 1 + stream.integer(Math.min(count, 5)) }, () => stream.uniform());
    return () => choices[stream.integer(choices.length)]!;
  },
  "low rank": (count, stream) => {
    const rank = stream.integer(count + 1);
    return (i) => (i < rank ? stream.uniform() : 0);
  },
  "one large value": (_, stream) => (i) => (i === 0 ? 1 : 1e-12 * stream.uniform()),
  "one small value": (count) => (i) => (i === count - 1 ? 1e-13 : 1),
  "a cluster at zero and one at 1": () => (i) => (i % 2 === 0 ? 1 : 1e-16),
};

/** `count` values, descending. */
export function spectrumOf(kind: Spectrum, count: number, stream: Random): Float64Array {
  const value = kind(count, stream);
  return Float64Array.from({ length: count }, (_, i) => value(i))
    .sort()
    .reverse();
}

/** Unit vectors for {@link reflectColumns}. Some reflections fill a matrix as well as many, in a small part of the time. */
export function randomNormals(n: number, stream: Random): readonly Float64Array[] {
  return Array.from({ length: 4 }, () => {
    const normal = Float64Array.from({ length: n }, stream.normal);
    const length = Math.hypot(...normal);
    return normal.map((x) => x / length);
  });
}

/** A ← A Q for a matrix of rows as long as the `normals` are, with Q the product of the reflections along them. */
export function reflectColumns(matrix: Float64Array, normals: readonly Float64Array[]): void {
  for (const normal of normals) {
    const { length } = normal;
    for (let from = 0; from < matrix.length; from += length) {
      let along = 0;
      for (let j = 0; j < length; j++) along += matrix[from + j]! * normal[j]!;
      for (let j = 0; j < length; j++) matrix[from + j]! -= 2 * along * normal[j]!;
    }
  }
}
