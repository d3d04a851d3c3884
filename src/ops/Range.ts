import { type Dimension, type ElementType, fail, isInteger } from "../base/index.ts";
import type { ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { followed, known } from "./define/followed.ts";

/** start, start + delta, … before `limit`. */
export const Range = defineOp({
  inputs: ["start", "limit", "delta"],
  outputs: ["y"],
  discrete: ["start", "limit", "delta"],
  infer: ({ start, limit, delta }) => {
    const [from, to, step] = [first(start), first(limit), first(delta)];
    const size = start.type === "float32" ? countRounded(from, to, step) : count(from, to, step);
    const few =
      isInteger(start.type) &&
      typeof size === "number" &&
      size <= 64 &&
      typeof from === "number" &&
      typeof step === "number";
    const elements = few ? Array.from({ length: size }, (_, i) => from + i * step) : undefined;
    return { y: { type: start.type, shape: [size], ...known(elements) } };
  },
  stops: "its operands decide a shape",
  samples: [
    integers(0, 5, 1),
    integers(2, 9, 3),
    integers(4, -3, -2),
    integers(3, 3, 1),
    tenths("float32"),
    tenths("float64"),
  ],
});

function integers(start: number, limit: number, delta: number) {
  const scalar = (value: number) => ({ shape: [], type: "int64", values: [value] }) as const;
  return { start: scalar(start), limit: scalar(limit), delta: scalar(delta) };
}

function tenths(type: ElementType) {
  const scalar = (value: number) => ({ shape: [], type, values: [value] }) as const;
  return { start: scalar(-0.3), limit: scalar(0.6), delta: scalar(0.1) };
}

const first = (value: ValueType): Dimension => followed("Range", "bounds", value)[0]!;

/** ⌈(limit − start) / delta⌉, at least 0; for a symbolic limit only from 0 in steps of 1. */
function count(from: Dimension, to: Dimension, step: Dimension): Dimension {
  if (from === 0 && step === 1) return typeof to === "number" ? Math.max(0, Math.ceil(to)) : to;
  if (typeof from !== "number" || typeof to !== "number" || typeof step !== "number" || step === 0) {
    return fail({ subject: "Range", expected: "bounds that are numbers", got: `${from} to ${to} in steps of ${step}` });
  }
  return Math.max(0, Math.ceil((to - from) / step));
}

/** The same as the runtime has it for float32, which subtracts in that precision. */
function countRounded(from: Dimension, to: Dimension, step: Dimension): Dimension {
  if (typeof from !== "number" || typeof to !== "number") return count(from, to, step);
  return count(0, Math.fround(to - from), step);
}
