import { type Dimension, fail, type Shape } from "../../base/index.ts";

/** An equation of Einstein's convention: one label for every axis of every operand and of the result. */
export interface Contraction {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** The size of each label; an axis of size 1 stretches to it. */
  readonly sizes: ReadonlyMap<string, Dimension>;
}

const subject = "Einsum";
/** What the axes under an ellipsis are called. */
const hidden = (i: number) => `.${i}`;

/**
 * The contraction that "ij,jk->ik" means for operands of these shapes. An ellipsis stands for the same number of axes in
 * each operand; an equation without "->" yields those axes, then the labels that occur once, in alphabetical order.
 *
 * @throws NetspectraError for equations that do not fit the operands
 */
export function contractionOf(equation: string, shapes: readonly Shape[]): Contraction {
  const [left = "", right, ...more] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  if (more.length > 0 || terms.length !== shapes.length) {
    fail({ subject, expected: `an equation for ${shapes.length} operands`, got: `"${equation}"` });
  }
  const covered = coveredAxes(equation, terms, shapes);
  const operands = terms.map((term) => labelsOf(equation, term, covered));
  const sizes = new Map<string, Dimension>();
  operands.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const size = shapes[i]![axis]!;
      const own = shapes[i]![labels.indexOf(label)]!;
      if (own !== size) fail({ subject, expected: `a square along "${label}${label}"`, got: `${own} by ${size}` });
      sizes.set(label, agreed(equation, sizes.get(label) ?? 1, size));
    });
  });
  return { operands, output: outputLabels(equation, right, operands, covered), sizes };
}

/** How many axes an ellipsis stands for. The runtime ends the process when operands differ in that. */
function coveredAxes(equation: string, terms: readonly string[], shapes: readonly Shape[]): number {
  const counts = terms.flatMap((term, i) => {
    const rank = shapes[i]!.length;
    if (!term.includes("...")) {
      if (term.length !== rank) fail({ subject, expected: `a term for ${rank} axes`, got: `"${term}"` });
      return [];
    }
    const count = rank - term.replace("...", "").length;
    if (count < 0) fail({ subject, expected: `a term for ${rank} axes`, got: `"${term}"` });
    return [count];
  });
  if (new Set(counts).size > 1) {
    fail({
      subject,
      expected: "an ellipsis that stands for equally many axes in every operand",
      got: `${counts.join(" and ")} in "${equation}"`,
    });
  }
  return counts[0] ?? 0;
}

function labelsOf(equation: string, term: string, covered: number): readonly string[] {
  const [before = "", after] = term.split("...");
  const letters = `${before}${after ?? ""}`;
  if (/[^A-Za-z]/.test(letters)) fail({ subject, expected: "labels from a to z", got: `"${equation}"` });
  const inside = after === undefined ? [] : Array.from({ length: covered }, (_, i) => hidden(i));
  return [...before, ...inside, ...(after ?? "")];
}

function agreed(equation: string, a: Dimension, b: Dimension): Dimension {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  return fail({ subject, expected: `one size for every label of "${equation}"`, got: `${a} and ${b}` });
}

function outputLabels(
  equation: string,
  right: string | undefined,
  operands: readonly (readonly string[])[],
  covered: number,
): readonly string[] {
  const all = operands.flat();
  const ellipsis = all.filter((label, i) => label.startsWith(".") && all.indexOf(label) === i);
  if (right === undefined) {
    if (all.some((label) => /[A-Z]/.test(label))) {
      fail({ subject, expected: "lower-case labels where the output is implied", got: `"${equation}"` });
    }
    return [
      ...ellipsis,
      ...all
        .filter((label, i) => !all.includes(label, i + 1) && all.indexOf(label) === i && !label.startsWith("."))
        .sort(),
    ];
  }
  const output = labelsOf(equation, right, covered);
  const missing = ellipsis.some((label) => !output.includes(label));
  if (missing || new Set(output).size < output.length || output.some((label) => !all.includes(label))) {
    fail({
      subject,
      expected: "an output with labels of the operands, each once, and their ellipsis",
      got: `"${equation}"`,
    });
  }
  return output;
}
