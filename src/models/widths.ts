import { fail } from "../base/index.ts";

/** A perceptron with hidden layers of one width. */
export interface EqualWidths {
  /** Units of each hidden layer. */
  readonly width: number;
  /** What it really comes to: hidden units in all, or trained parameters. */
  readonly total: number;
}

export interface WidthOptions {
  /** Numbers of a sample, flattened. */
  readonly inputs: number;
  readonly classes: number;
  /** Hidden layers. */
  readonly layers: number;
  /** Trained parameters wanted, biases included. */
  readonly parameters: number;
}

/** Hidden layers of one width that have `units` in all, as nearly as whole numbers can (Wang et al. 2016, figure 1 A–C). */
export function widthForUnits({ layers, units }: { readonly layers: number; readonly units: number }): EqualWidths {
  requireCounts({ layers, units });
  const width = Math.max(1, Math.round(units / layers));
  return { width, total: layers * width };
}

/**
 * Hidden layers of one width w for a number of parameters (Wang et al. 2016, figure 1 D–F): the whole number nearest to
 * the root of (L − 1) w² + (inputs + L + classes) w + classes = parameters.
 *
 * @throws NetspectraError for counts that are none, and for fewer parameters than one unit a layer has
 */
export function widthForParameters({ inputs, classes, layers, parameters }: WidthOptions): EqualWidths {
  requireCounts({ inputs, classes, layers });
  const a = layers - 1;
  const b = inputs + layers + classes;
  const count = (width: number) => a * width * width + b * width + classes;
  if (!(parameters >= count(1)) || !Number.isFinite(parameters)) {
    fail({
      subject: `a perceptron of ${inputs} inputs, ${layers} hidden layers and ${classes} classes`,
      expected: `at least ${count(1)} parameters`,
      got: `${parameters}`,
    });
  }
  const c = parameters - classes;
  // The root in the form that is good for a = 0, too, and loses nothing to cancellation.
  const below = Math.floor((2 * c) / (b + Math.sqrt(b * b + 4 * a * c)));
  const [first, second] = [below, below + 1].map((width) => ({ width, total: count(width) }));
  return parameters - first!.total <= second!.total - parameters ? first! : second!;
}

function requireCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value > 0) continue;
    fail({ subject: name, expected: "a whole number from 1 up", got: `${value}` });
  }
}
