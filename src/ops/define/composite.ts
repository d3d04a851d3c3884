import type { Builder, Value, ValueType } from "../../graph/index.ts";
import { type AttributeSpec, defineOp, type OpDefinition, type OpDefinitionOf } from "./defineOp.ts";
import { like } from "./pointwise.ts";

/** y = f(x), element by element, where f is written in other operators. */
export function composite<const A extends Record<string, AttributeSpec> = Record<never, AttributeSpec>>(
  lower: (g: Builder, args: Parameters<NonNullable<OpDefinitionOf<"x", "y", A, never>["lower"]>>[1]) => Value,
  rest: Pick<OpDefinitionOf<"x", "y", A, never>, "attributes" | "samples" | "since">,
): OpDefinition {
  return defineOp<"x", "y", A, never>({
    inputs: ["x"],
    outputs: ["y"],
    infer: ({ x }) => ({ y: like(x as ValueType) }) as never,
    lower: (g, args) => ({ y: lower(g, args) }) as never,
    ...rest,
  });
}
