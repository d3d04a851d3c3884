import type { GivenTransform } from "netspectra/analyses";
import { permutation, type Random } from "netspectra/base";
import type { Scale } from "netspectra/experiments";

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

/** Entries up to it let units of one network differ: a correlation of 0.86 instead of 0.999. */
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

/** The rows that a scale has. */
export const matricesAt = (scale: Scale): readonly MatrixName[] =>
  scale === "smoke"
    ? ["identity", "random positive diagonal", "ones with random positive diagonal"]
    : (Object.keys(matrices) as MatrixName[]);

const diagonal = (units: number, entry: () => number) =>
  matrixOf(units, (row, column) => (row === column ? entry() : 0));

function matrixOf(units: number, entry: (row: number, column: number) => number): GivenTransform {
  const q = Float64Array.from({ length: units ** 2 }, (_, at) => entry(Math.floor(at / units), at % units));
  return { q };
}
