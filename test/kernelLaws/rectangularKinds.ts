import type { Random } from "../../src/base/index.ts";
import { type RectangularSample, rectangular } from "../rectangularMatrices.ts";
import { transposed } from "./measures.ts";
import { randomNormals, reflectColumns, spectraKinds, spectrumOf } from "./spectraKinds.ts";

type Kind = (rows: number, columns: number, stream: Random) => RectangularSample;

/** U Σ Vᵀ for random orthogonal U and V. @param values descending, min(rows, columns) of them */
function withValues(rows: number, columns: number, values: Float64Array, stream: Random): RectangularSample {
  const { matrix } = rectangular(rows, columns, (i, j) => (i === j ? values[i]! : 0));
  reflectColumns(matrix, randomNormals(columns, stream));
  const other = transposed(matrix, rows, columns);
  reflectColumns(other, randomNormals(rows, stream));
  return { rows, columns, values, matrix: transposed(other, columns, rows) };
}

const byElements =
  (element: (rows: number, columns: number, stream: Random) => (i: number, j: number) => number): Kind =>
  (rows, columns, stream) =>
    rectangular(rows, columns, element(rows, columns, stream));

const numbers = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);

const bySpectra = Object.fromEntries(
  Object.entries(spectraKinds).map(([name, kind]): [string, Kind] => [
    name,
    (rows, columns, stream) => withValues(rows, columns, spectrumOf(kind, Math.min(rows, columns), stream), stream),
  ]),
);

/** Matrices of all kinds and shapes, their elements of about 1 at most. */
export const rectangularKinds: Readonly<Record<string, Kind>> = {
  ...bySpectra,
  "Gaussian elements": byElements((_, __, stream) => () => stream.normal()),
  "small integers": byElements((_, __, stream) => () => stream.integer(5) - 2),
  "float32 elements": byElements((_, __, stream) => () => Math.fround(stream.normal())),
  "a sparse matrix": byElements((_, __, stream) => () => (stream.uniform() < 0.1 ? stream.normal() : 0)),
  "elements of any size": byElements((_, __, stream) => () => stream.normal() * 10 ** (-30 * stream.uniform())),
  "rows of any size": byElements((rows, _, stream) => {
    const sizes = numbers(rows, () => 10 ** (-300 * stream.uniform()));
    return (i) => stream.normal() * sizes[i]!;
  }),
  "columns of any size": byElements((_, columns, stream) => {
    const sizes = numbers(columns, () => 10 ** (-300 * stream.uniform()));
    return (__, j) => stream.normal() * sizes[j]!;
  }),
  "few different rows": byElements((_, columns, stream) => {
    const few = numbers(3 * columns, stream.normal);
    return (i, j) => few[(i % 3) * columns + j]!;
  }),
  "few different columns, and zeros": byElements((rows, _, stream) => {
    const few = numbers(3 * rows, stream.normal);
    return (i, j) => (j % 4 === 3 ? 0 : few[(j % 4) * rows + i]!);
  }),
  "a Cauchy matrix": byElements((rows, columns, stream) => {
    const [x, y] = [rows, columns].map((n) => numbers(n, () => 0.5 + n * stream.uniform()));
    return (i, j) => 1 / (x![i]! + y![j]!);
  }),
  "a Vandermonde matrix": byElements((rows, _, stream) => {
    const places = numbers(rows, () => 2 * stream.uniform() - 1);
    return (i, j) => places[i]! ** j;
  }),
  "a Kahan matrix": byElements((_, __, stream) => {
    const angle = 0.3 + stream.uniform();
    const [s, c] = [Math.sin(angle), Math.cos(angle)];
    return (i, j) => (j < i ? 0 : s ** i * (i === j ? 1 : -c));
  }),
  "two diagonals with zeros on them": byElements((_, __, stream) => (i, j) => {
    return j === i || j === i + 1 ? stream.integer(3) * stream.normal() : 0;
  }),
  "a Toeplitz matrix": byElements((rows, columns, stream) => {
    const diagonals = numbers(rows + columns, stream.normal);
    return (i, j) => diagonals[i - j + columns]!;
  }),
  "two sizes that differ by 1e300": byElements((rows, _, stream) => {
    const sizes = numbers(rows, () => (stream.uniform() < 0.5 ? 1 : 1e-300));
    return (i) => stream.normal() * sizes[i]!;
  }),
};
