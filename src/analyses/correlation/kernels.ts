import { type KernelAlignment, kernelAlignment, type SampleKernel } from "../../stats/index.ts";
import type { Cosines } from "./cosines.ts";

/** Alignment of two kernels of the same samples, for M and for its cosines. */
export interface CorrelationAlignment {
  /** Of M, where samples count by their squared gradients. */
  readonly matrix: KernelAlignment;
  /** Of the cosine-normalised M, where all samples count alike; those with a row of zeros are left out. */
  readonly cosine: KernelAlignment;
}

/** M over its largest entry, so that its squares are numbers. */
function matrixKernel({ cosines, norms }: Cosines): SampleKernel {
  const n = norms.length;
  const largest = norms.reduce((most, norm) => Math.max(most, norm), 0) || 1;
  return {
    size: n,
    read(i, row) {
      const own = norms[i]! / largest;
      for (let j = 0; j < n; j++) row[j] = cosines[i * n + j]! * own * (norms[j]! / largest);
    },
  };
}

function cosineKernel({ cosines, norms }: Cosines, chosen: readonly number[]): SampleKernel {
  const n = norms.length;
  return {
    size: chosen.length,
    read(i, row) {
      const from = chosen[i]! * n;
      for (let j = 0; j < chosen.length; j++) row[j] = cosines[from + chosen[j]!]!;
    },
  };
}

/** 1 for samples of the same label, 0 for others: the kernel that a classifier would have if classes were all it saw. */
function labelKernel(labels: Int32Array, chosen?: readonly number[]): SampleKernel {
  const own = chosen ? Int32Array.from(chosen, (i) => labels[i]!) : labels;
  return {
    size: own.length,
    read(i, row) {
      for (let j = 0; j < own.length; j++) row[j] = own[j] === own[i] ? 1 : 0;
    },
  };
}

/** The samples whose rows are not zero in any of these. */
function nonZero(...all: readonly Cosines[]): number[] {
  const count = all[0]?.norms.length ?? 0;
  return Array.from({ length: count }, (_, i) => i).filter((i) => all.every(({ norms }) => norms[i]! > 0));
}

/** Alignment of M with the kernel of the labels (Cristianini et al. 2002; centred: Cortes, Mohri & Rostamizadeh 2012). */
export function labelAlignment(found: Cosines, labels: Int32Array): CorrelationAlignment {
  const chosen = nonZero(found);
  return {
    matrix: kernelAlignment(matrixKernel(found), labelKernel(labels)),
    cosine: kernelAlignment(cosineKernel(found, chosen), labelKernel(labels, chosen)),
  };
}

/**
 * How alike M is of two networks around the same samples: centred kernel alignment (Kornblith et al. 2019).
 *
 * @throws NetspectraError for different numbers of samples
 */
export function compareCorrelations(first: Cosines, second: Cosines): CorrelationAlignment {
  const matrix = kernelAlignment(matrixKernel(first), matrixKernel(second));
  const chosen = nonZero(first, second);
  return { matrix, cosine: kernelAlignment(cosineKernel(first, chosen), cosineKernel(second, chosen)) };
}
