import { checkComputed, type ElementType, fail, tensorOf } from "../../base/index.ts";
import { elementTypeOf, int, type ValueType } from "../../graph/index.ts";
import { defineOp, type OpDefinition } from "./defineOp.ts";
import { followedNumbers } from "./followed.ts";

const whole = (value: number) => ({ shape: [], type: "int64", values: [value] }) as const;

/** w[n] = Σ_j (−1)^j a_j cos(2π j n / m) for n < size, with m = size, or size − 1 if not periodic (Harris 1978, section V). */
export function cosineWindow(coefficients: readonly number[]): OpDefinition {
  return defineOp({
    inputs: ["size"],
    outputs: ["y"],
    discrete: ["size"],
    attributes: { output_datatype: int(1), periodic: int(1) },
    infer: ({ size, output_datatype }) => ({ y: { type: typeOf(output_datatype), shape: [countOf(size)] } }),
    lower: (g, { size, output_datatype, periodic }) => {
      const count = countOf(size);
      const period = Math.max(1, periodic !== 0 ? count : count - 1);
      const weight = (n: number) =>
        coefficients.reduce((sum, a, j) => sum + (-1) ** j * a * Math.cos((2 * Math.PI * j * n) / period), 0);
      const values = Array.from({ length: checkComputed("a window", count) }, (_, n) => weight(n));
      return { y: g.constant(tensorOf(typeOf(output_datatype), [count], values)) };
    },
    samples: [{ size: whole(8) }, { size: whole(7), periodic: 0 }, { size: whole(5), output_datatype: 11 }],
  });
}

const countOf = (size: ValueType): number => followedNumbers("a window", "a size", size)[0]!;

function typeOf(number: number): ElementType {
  const type = elementTypeOf(number);
  if (type === "float32" || type === "float64") return type;
  return fail({
    subject: "a window",
    expected: "float32 or float64",
    got: type ?? `type number ${number}`,
  });
}
