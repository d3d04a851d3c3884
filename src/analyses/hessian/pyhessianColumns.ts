import { hutchinson, type SymmetricOperator } from "../../spectra/index.ts";
import type { HessianSpectrum, PyhessianColumns } from "./hessianResult.ts";

/** Where PyHessian's numbers differ from these, and why these are right. */
const corrected = [
  "eigenvalues: Lanczos with error bounds instead of power iteration, which stops when a value has moved by less than 1e-3 and may then be off by more, and which yields the largest by modulus",
  "trace: the mean of a fixed number of estimates; PyHessian stops when the running mean moves by less than 1e-3, which favours runs of like estimates",
  "density: the tridiagonal matrix is solved as a symmetric one; PyHessian uses a general solver, whose weights may be complex",
  "density: the recurrence ends where its next vector is rounding; PyHessian only where it is exactly 0",
  "batches of a different size count by their samples; PyHessian's mean over batches counts by batch where the loss is a mean",
];

/** Random vectors for the trace: as many as PyHessian draws at most. */
const traceVectors = 100;

/**
 * What PyHessian's `eigenvalues(top_n=1)`, `trace()` and `density()` return, by its definitions and defaults (Yao et al. 2020; one
 * Rademacher probe of 100 steps), where these are sound.
 */
export async function pyhessianColumns(
  operator: SymmetricOperator,
  { eigenvalues, density }: HessianSpectrum,
  seed: number,
  phase: <T>(label: string, products: number, work: () => Promise<T>) => Promise<T>,
): Promise<PyhessianColumns> {
  const samples = await phase("Trace by Hutchinson", traceVectors, async () => {
    const found: number[] = [];
    for (let i = 0; i < traceVectors; i++)
      found.push((await hutchinson(operator, { applications: 1, seed: seed + i })).value);
    return found;
  });
  return {
    eigenvalues,
    trace: samples,
    density_eigen: density?.nodes ?? [],
    density_weight: density?.weights ?? [],
    corrected,
  };
}
