import type { LandscapeLine, LandscapePlane } from "../../analyses/index.ts";
import { float64, type Tensor } from "../../base/index.ts";

type Grid = readonly (readonly (number | null)[])[];

/** A plane as arrays: alpha (m), beta (n), loss and accuracy (m × n), NaN where there is no finite loss. */
export function planeArrays({ alpha, beta, loss, accuracy }: LandscapePlane): Record<string, Tensor> {
  const grid = (values: Grid) => float64([alpha.length, beta.length], values.flat().map(orNaN));
  return { alpha: vector(alpha), beta: vector(beta), loss: grid(loss), accuracy: grid(accuracy) };
}

/** A line as arrays of one axis, their names beginning with "line_". */
export function lineArrays({ alpha, loss, accuracy }: LandscapeLine): Record<string, Tensor> {
  return { line_alpha: vector(alpha), line_loss: vector(loss), line_accuracy: vector(accuracy) };
}

const orNaN = (value: number | null) => value ?? Number.NaN;
const vector = (values: readonly (number | null)[]) => float64([values.length], values.map(orNaN));
