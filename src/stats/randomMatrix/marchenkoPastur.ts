import { fail } from "../../base/index.ts";

/**
 * The limit of the eigenvalues of XᵀX/n for a matrix X of n × p independent entries of a variance, ratio = p/n (Marchenko &
 * Pastur 1967). Where p > n, a share 1 − n/p of the p eigenvalues is 0: `atom`.
 */
export interface MarchenkoPastur {
  readonly ratio: number;
  readonly variance: number;
  /** The share of eigenvalues that are 0. */
  readonly atom: number;
  /** Where the others lie: variance·(1 ∓ √ratio)². */
  readonly edges: readonly [number, number];
  /** Density of the eigenvalues that are not 0; its integral is 1 − atom. */
  density(x: number): number;
  /** Share of all eigenvalues that are x or less. */
  cumulative(x: number): number;
  /** The value which a share of all eigenvalues does not exceed. */
  quantile(probability: number): number;
}

/**
 * The law of Marchenko and Pastur: density √((b − x)(x − a)) / (2π·variance·ratio·x) on [a, b], and its integral in closed form.
 *
 * @throws NetspectraError for a ratio or a variance that is not positive and finite
 */
export function marchenkoPastur(ratio: number, variance = 1): MarchenkoPastur {
  for (const [name, value] of Object.entries({ ratio, variance })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      fail({ subject: "Marchenko–Pastur law", expected: `a positive, finite ${name}`, got: `${value}` });
    }
  }
  const root = Math.sqrt(ratio);
  const edges = [variance * (1 - root) ** 2, variance * (1 + root) ** 2] as const;
  const [a, b] = edges;
  const atom = Math.max(0, 1 - 1 / ratio);
  const scale = 2 * Math.PI * variance * ratio;

  // ∫ √((b − x)(x − a))/x dx, by x = (a + b)/2 − (b − a)/2 cos φ; its last part is 0 where an edge lies at 0.
  const integral = (x: number) => {
    const cosine = Math.min(1, Math.max(-1, ((a + b) / 2 - x) / ((b - a) / 2)));
    const [middle, product] = [(a + b) / 2, Math.sqrt(a * b)];
    const angle = Math.acos(cosine);
    const height = Math.sqrt(Math.max(0, (b - x) * (x - a)));
    const inner = 2 * Math.atan2(Math.sqrt(b * Math.max(0, x - a)), Math.sqrt(a * Math.max(0, b - x)));
    return height + middle * angle - product * inner;
  };
  const cumulative = (x: number) => {
    if (x < 0) return 0;
    if (x <= a) return atom;
    return x >= b ? 1 : Math.min(1, atom + integral(x) / scale);
  };
  return {
    ratio,
    variance,
    atom,
    edges,
    density: (x) => (x > a && x < b ? Math.sqrt((b - x) * (x - a)) / (scale * x) : 0),
    cumulative,
    quantile(probability) {
      if (probability <= atom) return atom > 0 ? 0 : a;
      let [low, high] = [a, b];
      while (high - low > 1e-15 * b) {
        const middle = (low + high) / 2;
        if (middle === low || middle === high) break;
        if (cumulative(middle) < probability) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
  };
}
