import { fail, permutation, type Random } from "../../base/index.ts";
import { qr, symmetricEigen } from "../../kernels/index.ts";
import { type AffineMap, permutationMap, timesMatrix, timesVector } from "./affineMap.ts";
import type { LayerMoments } from "./layerMoments.ts";

/** What a transformation is made of. */
export interface TransformInput {
  readonly layer: string;
  /** Units, or channels. */
  readonly size: number;
  readonly random: Random;
  /** Of the layer, around the samples. */
  readonly moments: () => Promise<LayerMoments>;
  /** Whether a shift m may be made: without one, m = 0. */
  readonly carriesShift: boolean;
  /** Covariance that the layer is to have, size × size. */
  readonly target?: Float64Array | undefined;
}

/** A transformation z̃ = Q (z − m) by name. */
export interface Transform {
  readonly about: string;
  readonly make: (input: TransformInput) => AffineMap | Promise<AffineMap>;
}

/** Eigenvalues below this share of the largest are rounding, or close to it: they are raised to it before they divide. */
export const eigenvalueFloor = 1e-6;
/** Below this share of the largest eigenvalue a direction counts as one in which the layer never moves. */
const nullShare = 1e-10;

export const transforms: Readonly<Record<string, Transform>> = {
  whitening: {
    about: "no correlation and variance 1: Q = C^(-1/2), m the mean, eigenvalues of C floored at 1e-6 of the largest",
    async make(input) {
      const { eigenvalues, eigenvectors, mean } = requireVariance(input, await input.moments());
      const factors = floored(eigenvalues).map((value) => 1 / Math.sqrt(value));
      return shiftedBy(input, between(eigenvectors, factors, eigenvectors, input.size), mean);
    },
  },
  covariance: {
    about: "any covariance that is given (--target)",
    async make(input) {
      const { size, target, layer } = input;
      if (!target) return fail({ subject: `layer "${layer}"`, expected: "a target covariance", got: "none" });
      const wanted = symmetricEigen(requireSymmetric(target, size, layer), size, { vectors: true });
      const { eigenvalues, eigenvectors, mean } = requireVariance(input, await input.moments());
      const to = floored(wanted.values);
      const from = floored(eigenvalues);
      const factors = to.map((value, i) => Math.sqrt(value / from[i]!));
      return shiftedBy(input, between(wanted.vectors!, factors, eigenvectors, size), mean);
    },
  },
  "null-space": {
    about: "directions in which the layer never moves become units that die: Q of the eigenvectors of C",
    async make(input) {
      const { size, layer } = input;
      const { eigenvalues, eigenvectors, mean, rows } = requireVariance(input, await input.moments());
      const largest = eigenvalues[0]!;
      const isNull = (value: number) => value <= nullShare * largest;
      if (!eigenvalues.some(isNull)) {
        fail({
          subject: `layer "${layer}"`,
          expected: "directions in which it never moves, to align with units",
          got: `a covariance of full rank ${size} (smallest eigenvalue ${(eigenvalues.at(-1)! / largest).toExponential(1)} of the largest)`,
          todo: "Choose a wider layer, or another transformation.",
        });
      }
      // No sample is farther from the mean than the square root of n times the variance; below zero, a unit is dead.
      const below = eigenvalues.map((value) =>
        isNull(value) ? Math.sqrt(rows * value) + 1e-5 * Math.sqrt(largest) : 0,
      );
      const moved = timesVector(eigenvectors, mean);
      return { size, matrix: eigenvectors.slice(), shift: moved.map((value, i) => -value - below[i]!) };
    },
  },
  random: {
    about: "a random matrix with singular values between 1/3 and 3, and a random shift",
    make(input) {
      const { size, random } = input;
      const values = Float64Array.from({ length: size }, () => 3 ** (2 * random.uniform() - 1));
      const matrix = between(randomRotation(size, random), values, randomRotation(size, random), size);
      return shiftedBy(
        input,
        matrix,
        Float64Array.from({ length: size }, () => random.normal()),
      );
    },
  },
  "random-diagonal": {
    about: "a positive diagonal with entries from U(0, 1), which passes ReLU",
    make: ({ size, random }) => {
      const { matrix, shift } = permutationMap(Int32Array.from({ length: size }, (_, i) => i));
      return { size, matrix: matrix.map((value) => (value === 0 ? 0 : 1 - random.uniform())), shift };
    },
  },
  permutation: {
    about: "the units in a random order, which passes any activation",
    make: ({ size, random }) => permutationMap(permutation(size, random)),
  },
};

/** Those that may ignore activations, beside the ones that need not (Choi et al. 2018, Table 3). */
export const comparableTransforms: Readonly<Record<string, Transform>> = {
  ...transforms,
  ones: {
    about: "ones, with a diagonal from U(0, 1), and m = 0: it kills units whose sum is negative",
    make: (input) => ({ size: input.size, matrix: onesWithDiagonal(input), shift: new Float64Array(input.size) }),
  },
  "shifted-ones": {
    about: "the same with m such that the mean of each unit is five of its standard deviations above 0",
    async make(input) {
      const { size } = input;
      const { mean, covariance } = requireVariance(input, await input.moments());
      const matrix = onesWithDiagonal(input);
      const moved = timesVector(matrix, mean);
      const products = timesMatrix(matrix, covariance, size);
      const deviation = (i: number) => {
        let variance = 0;
        for (let at = i * size; at < (i + 1) * size; at++) variance += products[at]! * matrix[at]!;
        return Math.sqrt(Math.max(variance, 0));
      };
      return { size, matrix, shift: moved.map((value, i) => liveDeviations * deviation(i) - value) };
    },
  },
};

/** In Table 3, amplitude 158.88, covariance 723.55 and correlation 0.80 make a mean of 5.3 standard deviations. */
const liveDeviations = 5;

const onesWithDiagonal = ({ size, random }: TransformInput): Float64Array =>
  Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 - random.uniform() : 1));

/** Σ_i factors_i · left_i right_iᵀ, for vectors that are rows. */
function between(left: Float64Array, factors: Float64Array, right: Float64Array, size: number): Float64Array {
  const scaled = right.map((value, at) => value * factors[Math.floor(at / size)]!);
  const columns = Float64Array.from(left, (_, at) => left[(at % size) * size + Math.floor(at / size)]!);
  return timesMatrix(columns, scaled, size);
}

function shiftedBy({ carriesShift, size }: TransformInput, matrix: Float64Array, mean: Float64Array): AffineMap {
  const shift = carriesShift ? timesVector(matrix, mean).map((value) => -value) : new Float64Array(size);
  return { size, matrix, shift };
}

const floored = (eigenvalues: Float64Array) => {
  const least = eigenvalueFloor * eigenvalues[0]!;
  return eigenvalues.map((value) => Math.max(value, least));
};

/** Uniform among the orthogonal matrices (Mezzadri 2007): Q of a normal matrix, with the signs of R's diagonal. */
function randomRotation(size: number, random: Random): Float64Array {
  const { q, r } = qr(Float64Array.from({ length: size * size }, random.normal), size, size, { q: true });
  return q!.map((value, at) => value * Math.sign(r[(at % size) * (size + 1)]! || 1));
}

function requireVariance({ layer }: TransformInput, moments: LayerMoments): LayerMoments {
  if (moments.eigenvalues[0]! > 0) return moments;
  return fail({
    subject: `layer "${layer}"`,
    expected: "units that vary around the samples",
    got: "the same values for all of them",
    todo: "Take another layer, or other samples.",
  });
}

function requireSymmetric(target: Float64Array, size: number, layer: string): Float64Array {
  const subject = `the target covariance of layer "${layer}"`;
  if (target.length !== size * size) {
    fail({ subject, expected: `${size} × ${size} numbers`, got: `${target.length}` });
  }
  const largest = target.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isSame = target.every((value, at) => {
    return Math.abs(value - target[(at % size) * size + Math.floor(at / size)]!) <= 1e-8 * largest;
  });
  if (!isSame) fail({ subject, expected: "a symmetric matrix", got: "one that is not" });
  const { values } = symmetricEigen(target, size);
  if (!(values[0]! > 0) || values[size - 1]! < -1e-8 * values[0]!) {
    fail({ subject, expected: "eigenvalues from 0 up, one of them above", got: `${values[size - 1]} to ${values[0]}` });
  }
  return target;
}
