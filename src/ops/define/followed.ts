import { type Dimension, fail, type Tensor } from "../../base/index.ts";
import type { Builder, Value, ValueType } from "../../graph/index.ts";

const largest = 64;

/** Elements of a small integer tensor, ready to be spread into a type: nothing where they are many or not known. */
export function known(elements: readonly (Dimension | undefined)[] | undefined): { content?: readonly Dimension[] } {
  if (!elements || elements.length > largest || elements.some((d) => d === undefined)) return {};
  return { content: elements as readonly Dimension[] };
}

/** The elements of an operand that decides a shape. @throws NetspectraError when they are computed from data. */
export function followed(subject: string, what: string, value: ValueType): readonly Dimension[] {
  return (
    value.content ??
    value.elements ??
    fail({
      subject,
      expected: `${what} that can be followed from the input's shape`,
      got: "values that are computed from data, or too many of them",
      todo: "Export the model with fixed sizes.",
    })
  );
}

/** The same where only plain numbers make sense. @throws NetspectraError for values from data and for symbols. */
export function followedNumbers(subject: string, what: string, value: ValueType): readonly number[] {
  return followed(subject, what, value).map((d) =>
    typeof d === "number" ? d : fail({ subject, expected: `${what} that do not depend on the batch`, got: d }),
  );
}

/** The constant behind an operand of a rule or lowering. @throws NetspectraError when it is none. */
export function constant(g: Builder, subject: string, what: string, value: Value): Tensor {
  return (
    g.constantOf(value) ?? fail({ subject, expected: `${what} that is a constant`, got: "a value computed from data" })
  );
}
