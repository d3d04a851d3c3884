import type { Tensor } from "../../base/index.ts";
import type { CallTask } from "../define/hostedPenalty.ts";
import { type LogDeterminants, logDeterminants, logDeterminantsModule } from "./logDeterminants.ts";

/** Below so many multiplications, handing matrices to a worker takes longer than it saves. */
const worthACall = 2e7;

/**
 * {@link logDeterminants} of m Gram matrices (m × s × s), in workers side by side where they are large.
 *
 * @throws NetspectraError when an element is NaN or infinite
 */
export async function hostLogDeterminants(
  call: CallTask,
  { shape, data }: Tensor<"float64">,
  rows: number,
  epsilon: number,
): Promise<LogDeterminants> {
  const [count, side] = shape as readonly [number, number];
  if (side ** 3 < worthACall) return logDeterminants(data, side, rows, epsilon);
  const task = { module: logDeterminantsModule, name: "logDeterminants" };
  const size = side * side;
  const parts = await Promise.all(
    Array.from({ length: count }, (_, j) =>
      call<LogDeterminants>(task, data.slice(j * size, (j + 1) * size), side, rows, epsilon),
    ),
  );
  const joined = (of: (part: LogDeterminants) => Float64Array) => {
    const all = new Float64Array(parts.reduce((sum, part) => sum + of(part).length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(of(part), at);
      at += of(part).length;
    }
    return all;
  };
  return {
    values: joined(({ values }) => values),
    inverses: joined(({ inverses }) => inverses),
    multiples: joined(({ multiples }) => multiples),
    slopes: joined(({ slopes }) => slopes),
  };
}
