import { DivergedError } from "../../base/index.ts";
import { choleskyInverse } from "../../kernels/index.ts";

/** Of several Jacobians E, each n × d, with the smaller side s = min(n, d). */
export interface LogDeterminants {
  /** Per Jacobian: Σ ½ log(σ² + ε) over its s singular values, in nats. */
  readonly values: Float64Array;
  /**
   * Per Jacobian: L⁻¹, s × s, of the Cholesky factor of EEᵀ + εI (of EᵀE + εI where d < n). The gradient of the value is
   * L⁻ᵀL⁻¹E (or EL⁻ᵀL⁻¹) plus `multiples` times E.
   */
  readonly inverses: Float64Array;
  /** Per Jacobian: what a relative ε adds to the gradient, as a multiple of E. */
  readonly multiples: Float64Array;
  /** Per Jacobian: ⟨gradient, E⟩, which is s, or 0 for a Jacobian of zeros: E times 1 + t has a value larger by s t. */
  readonly slopes: Float64Array;
}

/** Their Gram matrices EEᵀ, or EᵀE where d < n: count × s × s, row-major. */
export interface Grams {
  readonly grams: Float64Array;
  /** s */
  readonly side: number;
  /** n */
  readonly rows: number;
  /** In units of the mean squared row norm of each E: ε. */
  readonly epsilon: number;
}

/**
 * ½ log det(EEᵀ + εI) of several Jacobians from their Gram matrices (Wang et al. 2016, equation 13: Σ log σ), and what
 * their gradients take. With ε in units of E itself, duplicated samples, rank deficiency and all scales are sound: the
 * gradient of E times c is that of E divided by c.
 *
 * @throws DivergedError when an element is NaN or infinite
 */
export function logDeterminants(given: Grams): LogDeterminants {
  return fromInverses(
    given,
    shiftedGrams(given).map((matrix) => choleskyInverse(matrix, given.side)),
  );
}

/** EEᵀ + εI of each. */
export function shiftedGrams({ grams, side, rows, epsilon }: Grams): readonly Float64Array[] {
  const size = side * side;
  const count = size === 0 ? 0 : grams.length / size;
  return Array.from({ length: count }, (_, j) => {
    const matrix = grams.slice(j * size, (j + 1) * size);
    let trace = 0;
    for (let i = 0; i < side; i++) trace += matrix[i * (side + 1)]!;
    if (!Number.isFinite(trace)) {
      throw new DivergedError({
        subject: "edjmLogDeterminant: the Jacobians of a mini-batch",
        expected: "finite numbers",
        got: `a squared norm of ${trace}`,
        todo: "The training diverges: lower the learning rate or the weight.",
      });
    }
    const added = (epsilon * trace) / rows + tiny;
    for (let i = 0; i < side; i++) matrix[i * (side + 1)]! += added;
    return matrix;
  });
}

/** @param each L⁻¹ of {@link shiftedGrams} */
export function fromInverses({ grams, side, rows, epsilon }: Grams, each: readonly Float64Array[]): LogDeterminants {
  const inverses = new Float64Array(grams.length);
  const found = each.map((inverse, j) => {
    inverses.set(inverse, j * side * side);
    let [squares, value] = [0, 0];
    for (const x of inverse) squares += x * x;
    for (let i = 0; i < side; i++) value -= Math.log(inverse[i * (side + 1)]!);
    return { value, multiple: (epsilon * squares) / rows, slope: side - tiny * squares };
  });
  return {
    inverses,
    values: Float64Array.from(found, ({ value }) => value),
    multiples: Float64Array.from(found, ({ multiple }) => multiple),
    slopes: Float64Array.from(found, ({ slope }) => slope),
  };
}

/** Keeps a Jacobian of zeros (a dead network) regular: its gradient is zero. The smallest normal float32. */
const tiny = 2 ** -126;
