import { type Random, random } from "../../src/base/index.ts";
import { cholesky, choleskyInverse, qr, solvePositive, svd, symmetricEigen } from "../../src/kernels/index.ts";
import { named as namedRectangles, type RectangularSample, rectangular } from "../rectangularMatrices.ts";
import { named as namedSymmetric, type SymmetricSample } from "../symmetricMatrices.ts";
import { choleskyInverseLaws, choleskyLaws, solveLaws } from "./choleskyLaws.ts";
import type { Ratios } from "./measures.ts";
import { qrLaws } from "./qrLaws.ts";
import { rectangularKinds } from "./rectangularKinds.ts";
import { svdLaws } from "./svdLaws.ts";
import { symmetricEigenLaws } from "./symmetricEigenLaws.ts";
import { positiveKinds, symmetricKinds } from "./symmetricKinds.ts";
import { tsqrLaws } from "./tsqrLaws.ts";

/** A matrix, and what it is in words. */
interface Case<T> {
  readonly name: string;
  readonly sample: T;
}

/** How long the sides of generated matrices are. */
export interface Sides {
  readonly least: number;
  readonly most: number;
}

/** Matrices of one sort. */
interface Source<T> {
  /** The one of that number. */
  generate(seed: number, index: number, sides: Sides): Case<T>;
  /** Those that have broken programs before, about as large as `size`. */
  named(size: number): readonly Case<T>[];
}

/** How a kernel did with a matrix. */
export interface Checked {
  readonly name: string;
  readonly ratios: Ratios;
}

/** A kernel with its laws and the matrices to try them on. */
export interface KernelLaws {
  generated(seed: number, index: number, sides: Sides): Checked;
  named(size: number): readonly Checked[];
}

/** @param check may draw from the stream what it needs beside the matrix */
function lawsOf<T>(source: Source<T>, check: (sample: T, stream: Random) => Ratios): KernelLaws {
  return {
    generated(seed, index, sides) {
      const { name, sample } = source.generate(seed, index, sides);
      return { name, ratios: check(sample, random(seed, "laws", index)) };
    },
    named: (size) => source.named(size).map(({ name, sample }) => ({ name, ratios: check(sample, random(0, name)) })),
  };
}

/** Sides of a handful as often as all others; of those, as many of each magnitude. */
function sideOf(stream: Random, { least, most }: Sides): number {
  if (stream.uniform() < 0.4) return least + stream.integer(Math.min(9, most + 1 - least));
  return Math.round(least * (most / least) ** stream.uniform());
}

/** Half of them of size 1, the others anywhere between two powers of ten. */
const exponentOf = (stream: Random, least: number, most: number) =>
  stream.uniform() < 0.5 ? 0 : least + stream.integer(most - least + 1);

function scaled<T extends { readonly matrix: Float64Array; readonly values?: Float64Array }>(
  sample: T,
  exponent: number,
): T {
  if (exponent === 0) return sample;
  const times = (numbers: Float64Array) => numbers.map((x) => x * 10 ** exponent);
  return { ...sample, matrix: times(sample.matrix), ...(sample.values && { values: times(sample.values) }) };
}

/** Kinds take turns, so that every one comes up. */
function kindOf<T>(kinds: Readonly<Record<string, T>>, index: number): readonly [string, T] {
  const all = Object.entries(kinds);
  return all[index % all.length]!;
}

const squares = (kinds: typeof symmetricKinds, least: number, most: number) => ({
  generate(seed: number, index: number, sides: Sides): Case<SymmetricSample> {
    const stream = random(seed, "square", index);
    const [name, make] = kindOf(kinds, index);
    const [n, exponent] = [sideOf(stream, sides), exponentOf(stream, least, most)];
    return { name: `${name}, ${n} × ${n}, times 1e${exponent}`, sample: scaled(make(n, stream), exponent) };
  },
});

const rectangles = {
  generate(seed: number, index: number, sides: Sides): Case<RectangularSample> {
    const stream = random(seed, "rectangle", index);
    const [name, make] = kindOf(rectangularKinds, index);
    const [rows, columns, exponent] = [sideOf(stream, sides), sideOf(stream, sides), exponentOf(stream, -300, 300)];
    const sample = scaled(make(rows, columns, stream), exponent);
    return { name: `${name}, ${rows} × ${columns}, times 1e${exponent}`, sample };
  },
  named: (size: number) => Object.entries(namedRectangles).map(([name, make]) => ({ name, sample: make(size) })),
};

const indefinite = {
  ...squares(symmetricKinds, -300, 300),
  named: (size: number) => Object.entries(namedSymmetric).map(([name, make]) => ({ name, sample: make(size) })),
};

/** Of the named ones, those that have a Cholesky factor. */
const namedPositive = ["the identity", "the second difference", "a geometric spectrum"];
const positive = {
  // Graded ones of smaller elements would not be positive any more, as float64 has them.
  ...squares(positiveKinds, -200, 300),
  named: (size: number) => indefinite.named(Math.min(size, 60)).filter(({ name }) => namedPositive.includes(name)),
};

const moderate = { ...positive, ...squares(positiveKinds, -140, 140) };

/** The kernels that there are twice. */
export interface Kernels {
  readonly symmetricEigen: typeof symmetricEigen;
  readonly svd: typeof svd;
  readonly qr: typeof qr;
  readonly cholesky: typeof cholesky;
}

/** The laws of these. */
export const lawsOfKernels = (kernels: Kernels): Readonly<Record<string, KernelLaws>> => ({
  symmetricEigen: lawsOf(indefinite, (sample, stream) =>
    symmetricEigenLaws(kernels.symmetricEigen, sample, stream.integer(sample.n + 1)),
  ),
  svd: lawsOf(rectangles, (sample) => svdLaws(kernels.svd, sample)),
  qr: lawsOf(rectangles, (sample) => qrLaws(kernels.qr, sample)),
  cholesky: lawsOf(positive, (sample) => choleskyLaws(kernels.cholesky, sample)),
});

/** Every kernel of ours, with its laws. */
export const kernelLaws: Readonly<Record<string, KernelLaws>> = {
  ...lawsOfKernels({ symmetricEigen, svd, qr, cholesky }),
  tsqr: lawsOf(rectangles, (sample, stream) =>
    tsqrLaws(sample, [1 + stream.integer(sample.rows), 1 + stream.integer(sample.rows)]),
  ),
  choleskyInverse: lawsOf(moderate, (sample) => choleskyInverseLaws(choleskyInverse, sample)),
  // Solutions and what they solve must both be float64 numbers.
  solvePositive: lawsOf(moderate, (sample, stream) => {
    const size = 10 ** exponentOf(stream, -140, 140);
    const right = rectangular(sample.n, 1 + stream.integer(9), () => stream.normal() * size);
    return solveLaws(solvePositive, sample, right);
  }),
};
