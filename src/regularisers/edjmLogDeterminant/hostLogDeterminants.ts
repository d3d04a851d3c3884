import { choleskyModule } from "../../kernels/index.ts";
import type { CallTask } from "../define/hostedPenalty.ts";
import { fromInverses, type Grams, type LogDeterminants, logDeterminants, shiftedGrams } from "./logDeterminants.ts";

/** Below so many multiplications, handing a matrix to a worker takes longer than it saves. */
const worthACall = 2e7;

/**
 * {@link logDeterminants}, factored in workers side by side where the matrices are large.
 *
 * @throws NetspectraError when an element is NaN or infinite
 */
export async function hostLogDeterminants(call: CallTask, given: Grams): Promise<LogDeterminants> {
  if (given.side ** 3 < worthACall) return logDeterminants(given);
  const task = { module: choleskyModule, name: "choleskyInverse" };
  const inverses = shiftedGrams(given).map((matrix) => call<Float64Array>(task, matrix, given.side));
  return fromInverses(given, await Promise.all(inverses));
}
