import { isStatic, sizeOf } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";

const largest = 16;

const unary: Readonly<Record<string, (x: number) => number>> = {
  Cast: (x) => x,
  Ceil: Math.ceil,
  Concat: (x) => x,
  Floor: Math.floor,
  Identity: (x) => x,
  Reshape: (x) => x,
  Squeeze: (x) => x,
  Unsqueeze: (x) => x,
};

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Div: (a, b) => a / b,
  Mul: (a, b) => a * b,
  Sub: (a, b) => a - b,
};

/**
 * The elements of a small float result, where those of its operands are known: exporters compute sizes and scales of a
 * Resize in floats (Shape → Cast → Mul → Floor → Cast, or Cast → Div → Concat).
 */
export function followedFloats(
  operator: string,
  inputs: readonly (ValueType | undefined)[],
  { type, shape }: ValueType,
): { elements?: readonly number[] } {
  if ((type !== "float32" && type !== "float64") || shape.length > 1 || !isStatic(shape)) return {};
  const round = type === "float32" ? Math.fround : (x: number) => x;
  const size = sizeOf(shape);
  const [a, b] = inputs.map(numbersOf);
  const f = unary[operator];
  const g = binary[operator];
  if (size > largest) return {};
  if (f) {
    const whole = operator === "Concat" ? inputs.map(numbersOf) : [a];
    const elements = whole.every((part) => part !== undefined) ? whole.flat().map((x) => round(f(x))) : [];
    return elements.length === size && size > 0 ? { elements } : {};
  }
  if (!g || !a || !b) return {};
  return { elements: Array.from({ length: size }, (_, i) => round(g(a[i % a.length]!, b[i % b.length]!))) };
}

function numbersOf(value: ValueType | undefined): readonly number[] | undefined {
  const list = value?.elements ?? value?.content;
  return list?.every((d) => typeof d === "number") ? list : undefined;
}
