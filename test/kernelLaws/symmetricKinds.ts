import type { Random } from "../../src/base/index.ts";
import { type SymmetricSample, symmetric } from "../symmetricMatrices.ts";
import { transposed } from "./measures.ts";
import { randomNormals, reflectColumns, spectraKinds, spectrumOf } from "./spectraKinds.ts";

type Kind = (n: number, stream: Random) => SymmetricSample;

/** Q Λ Qᵀ for a random orthogonal Q. @param values descending */
export function withEigenvalues(values: Float64Array, stream: Random): SymmetricSample {
  const n = values.length;
  const normals = randomNormals(n, stream);
  const turned = symmetric(n, (i, j) => (i === j ? values[i]! : 0));
  reflectColumns(turned, normals);
  const both = transposed(turned, n, n);
  reflectColumns(both, normals);
  return { n, values, matrix: symmetric(n, (i, j) => (both[i * n + j]! + both[j * n + i]!) / 2) };
}

/** From the elements of the lower half. */
const byElements =
  (element: (n: number, stream: Random) => (i: number, j: number) => number): Kind =>
  (n, stream) => ({ n, matrix: symmetric(n, element(n, stream)) });

const numbers = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);

const bySpectra = Object.fromEntries(
  Object.entries(spectraKinds).map(([name, kind]): [string, Kind] => [
    `${name}, of either sign`,
    (n, stream) => {
      const values = spectrumOf(kind, n, stream).map((value) => value * (stream.uniform() < 0.5 ? -1 : 1));
      return withEigenvalues(values.sort().reverse(), stream);
    },
  ]),
);

/** Symmetric matrices of all kinds, their elements of about 1 at most. */
export const symmetricKinds: Readonly<Record<string, Kind>> = {
  ...bySpectra,
  "Gaussian elements": byElements((_, stream) => () => stream.normal()),
  "small integers": byElements((_, stream) => () => stream.integer(5) - 2),
  "a sparse matrix": byElements((_, stream) => () => (stream.uniform() < 0.1 ? stream.normal() : 0)),
  "a band": byElements((n, stream) => {
    const width = stream.integer(Math.min(n, 6));
    return (i, j) => (i - j <= width ? stream.normal() : 0);
  }),
  "elements of any size": byElements((_, stream) => () => stream.normal() * 10 ** (-30 * stream.uniform())),
  "graded towards one end": byElements((n, stream) => {
    const decades = 300 * stream.uniform();
    const isUpward = stream.uniform() < 0.5;
    return (i, j) => stream.normal() * 10 ** ((-decades * (isUpward ? 2 * n - i - j : i + j)) / (2 * n));
  }),
  "blocks that touch nowhere": byElements((n, stream) => {
    const size = 1 + stream.integer(n);
    return (i, j) => (Math.floor(i / size) === Math.floor(j / size) ? stream.normal() : 0);
  }),
  "tridiagonal, with small and zero couplings": byElements((_, stream) => (i, j) => {
    if (i === j) return stream.normal();
    return i === j + 1 && stream.uniform() < 0.8 ? 10 ** (-20 * stream.uniform()) : 0;
  }),
  "Wilkinson matrices, glued and shuffled": byElements((n, stream) => {
    const [half, glue] = [1 + stream.integer(12), 10 ** (-16 + 12 * stream.uniform())];
    const order = Array.from({ length: n }, (_, i) => [stream.uniform(), i] as const).sort(([a], [b]) => a - b);
    const size = 2 * half + 1;
    return (i, j) => {
      const [a, b] = [order[i]![1], order[j]![1]];
      if (a === b) return Math.abs((a % size) - half) / half;
      if (Math.abs(a - b) > 1) return 0;
      return (Math.max(a, b) % size === 0 ? glue : 1) / half;
    };
  }),
  "a Cauchy matrix": byElements((n, stream) => {
    const places = numbers(n, () => 0.5 + n * stream.uniform());
    return (i, j) => 1 / (places[i]! + places[j]!);
  }),
  "a Toeplitz matrix": byElements((n, stream) => {
    const diagonals = numbers(n, stream.normal);
    return (i, j) => diagonals[i - j]!;
  }),
  "a diagonal matrix and one of rank one": byElements((n, stream) => {
    const [diagonal, x] = [numbers(n, () => stream.integer(3)), numbers(n, stream.normal)];
    return (i, j) => (i === j ? diagonal[i]! : 0) + (x[i]! * x[j]!) / n;
  }),
  "an arrow": byElements((_, stream) => (i, j) => (j === 0 || i === j ? stream.normal() : 0)),
};

/** Positive definite matrices, far enough from singular ones for a Cholesky factor. */
export const positiveKinds: Readonly<Record<string, Kind>> = {
  "condition of up to 1e10": (n, stream) => {
    const decades = 10 * stream.uniform();
    return withEigenvalues(
      numbers(n, () => 10 ** (-decades * stream.uniform()))
        .sort()
        .reverse(),
      stream,
    );
  },
  "the identity and a matrix of low rank": (n, stream) => {
    const rank = stream.integer(n + 1);
    return withEigenvalues(
      numbers(n, () => 0.01)
        .fill(1, 0, rank)
        .sort()
        .reverse(),
      stream,
    );
  },
  "graded over up to 100 decades": (n, stream) => {
    const values = numbers(n, () => 0.5 + stream.uniform() / 2);
    const decades = 50 * stream.uniform();
    const { matrix } = withEigenvalues(values.sort().reverse(), stream);
    const size = (i: number) => 10 ** ((-decades * i) / n);
    return { n, matrix: symmetric(n, (i, j) => matrix[i * n + j]! * size(i) * size(j)) };
  },
  "diagonally dominant and sparse": (n, stream) => {
    const half = symmetric(n, (i, j) => (i !== j && stream.uniform() < 0.2 ? -stream.uniform() : 0));
    const sum = (i: number) => half.subarray(i * n, (i + 1) * n).reduce((a, b) => a - b, 0);
    return { n, matrix: symmetric(n, (i, j) => (i === j ? sum(i) + 0.01 : half[i * n + j]!)) };
  },
  "a diagonal matrix": (n) => ({ n, matrix: symmetric(n, (i, j) => (i === j ? 1 / (1 + i) : 0)) }),
};
