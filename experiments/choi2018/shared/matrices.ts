import type { GivenTransform } from "netspectra/analyses";
import { permutation, type Random } from "netspectra/base";

/** A row of Table 3: what Q is, and whether the output layer is fitted anew behind it. */
export interface MatrixRow {
  /** A name that `comparableOutput` knows, or the numbers. */
  readonly transform: string | ((units: number, random: Random) => GivenTransform);
  readonly tuned: boolean;
  /** The one with the highest correlation at comparable error is taken of so many. Default: there is one. */
  readonly best?: boolean;
  /** The paper does not have it. */
  readonly beyond?: boolean;
}

/** Values of the diagonal under which ones have a correlation near 0.8. */
const largerDiagonal = 16;

/** The rows of Table 3, with random diagonals from U(0, 1); and further ones. */
export const matrices = {
  identity: { transform: (units) => diagonal(units, () => 1), tuned: false },
  "random positive diagonal": { transform: (units, { uniform }) => diagonal(units, () => 1 - uniform()), tuned: false },
  "ones with random positive diagonal": { transform: "ones", tuned: true, best: true },
  whitening: { transform: "whitening", tuned: true },
  "permuted positive diagonal": {
    transform: (units, random) => {
      const order = permutation(units, random);
      return matrixOf(units, (row, column) => (order[row] === column ? 1 - random.uniform() : 0));
    },
    tuned: false,
    beyond: true,
  },
  "identity, fine-tuned": { transform: (units) => diagonal(units, () => 1), tuned: true, beyond: true },
  "ones with a larger diagonal": {
    transform: (units, { uniform }) =>
      matrixOf(units, (row, column) => (row === column ? largerDiagonal * (1 - uniform()) : 1)),
    tuned: true,
    beyond: true,
  },
} as const satisfies Readonly<Record<string, MatrixRow>>;
export type MatrixName = keyof typeof matrices;

const diagonal = (units: number, entry: () => number) =>
  matrixOf(units, (row, column) => (row === column ? entry() : 0));

function matrixOf(units: number, entry: (row: number, column: number) => number): GivenTransform {
  const q = Float64Array.from({ length: units ** 2 }, (_, at) => entry(Math.floor(at / units), at % units));
  return { q };
}
