import type { Builder, Value, ValueType } from "../../graph/index.ts";
import { type AttributeSpec, defineOp, type OpDefinition, type OpDefinitionOf } from "./defineOp.ts";

/** The type and shape of `x`, without its elements. */
export const like = ({ type, shape }: ValueType): ValueType => ({ type, shape });

/**
 * y = f(x), element by element. The Jacobian is diagonal, so one expression, dy/dx, serves both modes.
 */
export function pointwise<const A extends Record<string, AttributeSpec> = Record<never, AttributeSpec>>(
  derivative: (g: Builder, args: Parameters<NonNullable<OpDefinitionOf<"x", "y", A, never>["vjp"]>>[1]) => Value,
  rest: Pick<OpDefinitionOf<"x", "y", A, never>, "attributes" | "float64" | "samples" | "upgrades">,
): OpDefinition {
  return defineOp<"x", "y", A, never>({
    inputs: ["x"],
    outputs: ["y"],
    infer: ({ x }) => ({ y: like(x as ValueType) }) as never,
    jvp: (g, args) => ({ dy: g.mul((args as { dx: Value }).dx, derivative(g, args as never)) }) as never,
    vjp: (g, args) => ({ dx: g.mul((args as { dy: Value }).dy, derivative(g, args as never)) }) as never,
    ...rest,
  });
}
