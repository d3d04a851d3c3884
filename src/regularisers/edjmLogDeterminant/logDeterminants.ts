import { choleskyInverse } from "../../kernels/index.ts";

/** Where {@link logDeterminants} lies, to call it in a worker. */
export const logDeterminantsModule: string = import.meta.url;

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

/**
 * ½ log det(EEᵀ + εI) of several Jacobians from their Gram matrices (Wang et al. 2016, equation 13: Σ log σ), and what
 * their gradients take. ε is `epsilon` times the mean squared row norm of each E, so that duplicated samples, rank
 * deficiency and all scales are sound: E times c has the same gradient divided by c.
 *
 * @param grams EEᵀ, or EᵀE where d < n: count × s × s
 * @param rows n
 * @throws NetspectraError when an element is NaN or infinite
 */
export function logDeterminants(grams: Float64Array, side: number, rows: number, epsilon: number): LogDeterminants {
  const count = side === 0 ? 0 : grams.length / (side * side);
  const [values, multiples, slopes] = [0, 1, 2].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const inverses = new Float64Array(grams.length);
  for (let j = 0; j < count; j++) {
    const place = j * side * side;
    const gram = grams.slice(place, place + side * side);
    let trace = 0;
    for (let i = 0; i < side; i++) trace += gram[i * (side + 1)]!;
    const added = (epsilon * trace) / rows + tiny;
    for (let i = 0; i < side; i++) gram[i * (side + 1)]! += added;
    const inverse = choleskyInverse(gram, side);
    let squares = 0;
    for (const x of inverse) squares += x * x;
    for (let i = 0; i < side; i++) values[j]! -= Math.log(inverse[i * (side + 1)]!);
    multiples[j] = (epsilon * squares) / rows;
    slopes[j] = side - tiny * squares;
    inverses.set(inverse, place);
  }
  return { values, inverses, multiples, slopes };
}

/** Keeps a Jacobian of zeros (a dead network) regular: its gradient is zero. The smallest normal float32. */
const tiny = 2 ** -126;
