import { fixInputs } from "../autodiff/index.ts";
import { fail, isInteger, isStatic, numbers, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import type { Model, ValueInfo } from "../graph/index.ts";

/** Values of inputs, and sizes of axes that a file leaves open, both by name. */
export type Fixed = Readonly<Record<string, Tensor | number>>;

/**
 * Fix inputs of a model. A name that is none of an input's but that of an open axis gives its size. Numbers are taken
 * in the input's own type and shape where they fit.
 *
 * @throws NetspectraError for unknown names and values that do not fit
 */
export function withFixedValues(model: Model, fixed: Fixed): { model: Model; sizes: Record<string, number> } {
  const sizes: Record<string, number> = {};
  const values: Record<string, Tensor | number> = {};
  const { inputs } = model.graph;
  for (const [name, value] of Object.entries(fixed)) {
    const info = inputs.find((input) => input.name === name);
    if (!info && typeof value === "number" && inputs.some(({ shape }) => shape?.includes(name))) {
      if (!Number.isInteger(value) || value < 1) {
        fail({ subject: `--fix ${name}`, expected: "a size, a whole number from 1 up", got: `${value}` });
      }
      sizes[name] = value;
    } else values[name] = info && typeof value !== "number" ? inTypeOf(info, value) : value;
  }
  return { model: fixInputs(model, values), sizes };
}

function inTypeOf({ name, type, shape }: ValueInfo, value: Tensor): Tensor {
  if (value.type === "string") return value;
  const elements = numbers(value);
  const fits = shape && isStatic(shape) && sizeOf(shape) === elements.length ? shape : value.shape;
  if (type && isInteger(type) && elements.some((element) => !Number.isInteger(element))) {
    fail({ subject: `--fix ${name}`, expected: `whole numbers (${type})`, got: "fractions" });
  }
  const half = type === "float16" || type === "bfloat16";
  return tensorOf(half ? "float32" : (type ?? value.type), fits, elements);
}
