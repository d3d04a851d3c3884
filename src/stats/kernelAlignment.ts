import { fail } from "../base/index.ts";

/** A symmetric positive semidefinite matrix between samples, known by its rows. */
export interface SampleKernel {
  /** n */
  readonly size: number;
  /** Write row i, n numbers, into `row`. */
  read(i: number, row: Float64Array): void;
}

/** How alike two kernels of the same samples are. */
export interface KernelAlignment {
  /**
   * "degenerate": a centred kernel vanishes but for rounding, so all samples are alike to it, and there are no numbers.
   * "dominated": a few samples carry most of a centred kernel, so that the numbers say little about the others.
   */
  readonly status: "ok" | "degenerate" | "dominated";
  /** ⟨HKH, HLH⟩ / (‖HKH‖ ‖HLH‖), 0 … 1. */
  readonly value: number | null;
  /** The same of unbiased estimates, which is 0 on average for independent kernels; null for n < 4, and where one is not positive. */
  readonly debiased: number | null;
  /** (Σ c)² / Σ c² over the diagonal c of the centred kernel that has fewer: how many samples carry it. */
  readonly effectiveSamples: number | null;
}

/** A centred kernel of less than this share of the kernel is rounding: gradients in float32 differ by 1e-6 or so, their products' centred part by its square. */
const vanishing = 1e-10;
/** Fewer samples than this, or than half of them, carry a kernel that is dominated. */
const fewSamples = 10;

/**
 * Centred kernel alignment (Cortes, Mohri & Rostamizadeh 2012, definition 4; Kornblith et al. 2019, equation 4), and the
 * same by the unbiased estimator of HSIC (Song et al. 2012, equation 5; U-centring: Székely & Rizzo 2014).
 *
 * @throws NetspectraError for kernels of different sizes
 */
export function kernelAlignment(k: SampleKernel, l: SampleKernel): KernelAlignment {
  if (k.size !== l.size) {
    fail({ subject: "kernel alignment", expected: `kernels of the same ${k.size} samples`, got: `${l.size} samples` });
  }
  const n = k.size;
  const [first, second] = [meansOf(k), meansOf(l)];
  const biased = newProducts();
  const unbiased = newProducts();
  const [rowK, rowL, diagonalK, diagonalL] = Array.from({ length: 4 }, () => new Float64Array(n)) as Four;
  for (let i = 0; i < n; i++) {
    k.read(i, rowK);
    l.read(i, rowL);
    for (let j = 0; j < n; j++) {
      const a = rowK[j]! - first.rows[i]! - first.rows[j]! + first.all;
      const b = rowL[j]! - second.rows[i]! - second.rows[j]! + second.all;
      include(biased, a, b);
      if (i === j) [diagonalK[i], diagonalL[i]] = [a, b];
      else if (n >= 4) {
        include(
          unbiased,
          rowK[j]! - first.others[i]! - first.others[j]! + first.allOthers,
          rowL[j]! - second.others[i]! - second.others[j]! + second.allOthers,
        );
      }
    }
  }
  const isFlat = (centred: number, whole: number) => !(Math.sqrt(centred) > vanishing * Math.sqrt(whole));
  if (isFlat(biased.kk, first.squares) || isFlat(biased.ll, second.squares)) {
    return { status: "degenerate", value: null, debiased: null, effectiveSamples: null };
  }
  const effectiveSamples = Math.min(participation(diagonalK), participation(diagonalL));
  const noise = vanishing ** 2;
  const hasUnbiased = unbiased.kk > noise * first.squares && unbiased.ll > noise * second.squares;
  return {
    status: effectiveSamples < Math.min(fewSamples, n / 2) ? "dominated" : "ok",
    value: ratio(biased),
    debiased: hasUnbiased ? ratio(unbiased) : null,
    effectiveSamples,
  };
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

interface Products {
  kk: number;
  kl: number;
  ll: number;
}

const newProducts = (): Products => ({ kk: 0, kl: 0, ll: 0 });
const ratio = ({ kk, kl, ll }: Products) => kl / Math.sqrt(kk) / Math.sqrt(ll);

function include(products: Products, a: number, b: number): void {
  products.kk += a * a;
  products.kl += a * b;
  products.ll += b * b;
}

interface Means {
  /** Of each row, and of all. */
  readonly rows: Float64Array;
  readonly all: number;
  /** The same for U-centring: sums without the diagonal, over n − 2, and over (n − 1)(n − 2). */
  readonly others: Float64Array;
  readonly allOthers: number;
  /** Σ K². */
  readonly squares: number;
}

function meansOf({ size: n, read }: SampleKernel): Means {
  const row = new Float64Array(n);
  const [rows, others] = [new Float64Array(n), new Float64Array(n)];
  let [all, allOthers, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    read(i, row);
    let sum = 0;
    for (let j = 0; j < n; j++) {
      sum += row[j]!;
      squares += row[j]! ** 2;
    }
    rows[i] = sum / n;
    all += sum / n / n;
    others[i] = (sum - row[i]!) / (n - 2);
    allOthers += (sum - row[i]!) / (n - 1) / (n - 2);
  }
  return { rows, all, others, allOthers, squares };
}

function participation(diagonal: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const value of diagonal) {
    sum += value;
    squares += value * value;
  }
  return sum ** 2 / squares;
}
