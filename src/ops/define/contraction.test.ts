import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NetspectraError, type Shape } from "../../base/index.ts";
import { Einsum } from "../Einsum.ts";
import { contractionOf } from "./contraction.ts";

describe("equations", () => {
  const square: Shape = [3, 3];

  test.each([
    ["ij,jk->ik", [square, square], ["i", "k"]],
    ["ij,jk", [square, square], ["i", "k"]],
    ["ba", [square], ["a", "b"]],
    ["ii", [square], []],
    [" i j -> j i ", [square], ["j", "i"]],
    ["...i->i...", [square], ["i", ".0"]],
    ["i...", [square], [".0", "i"]],
    ["...", [square], [".0", ".1"]],
    ["...ij,...jk", [square, square], ["i", "k"]],
    ["Zi->iZ", [square], ["i", "Z"]],
  ] as const)("%s names the axes of its result", (equation, shapes, output) => {
    expect(contractionOf(equation, shapes).output).toEqual(output);
  });

  test.each([
    ["ij", [square, square], "a term is missing"],
    ["i->i", [square], "too few labels"],
    ["ijk...->i...", [square], "too many labels before an ellipsis"],
    ["ij->ik", [square], "an output that no operand has"],
    ["ij->ii", [square], "an output twice"],
    ["...i->i", [square], "an ellipsis that is lost"],
    ["i1->i", [square], "a digit"],
    ["ij->i->j", [square], "two arrows"],
    ["ij,jk", [square, [4, 3]], "sizes that differ"],
    ["ii", [[1, 3]], "a diagonal of what is not square"],
    ["...j,...j", [square, [3]], "ellipses of different length"],
    ["iJ", [square], "an implied order of letters of both cases"],
  ] as const)("%s is refused: %s", (equation, shapes, _) => {
    expect(() => contractionOf(equation, shapes)).toThrow(NetspectraError);
  });
});

describe("samples of a batch", () => {
  const value = (...shape: Shape) => ({ type: "float32", shape }) as const;
  const meeting = (equation: string, ...xs: readonly ReturnType<typeof value>[]) =>
    Einsum.mixes!({ xs, equation, outputCount: 1 })["xs"];

  test.each(["ji,nj->ni", "ji,nj->in", "ij,nj->ni"])("%s keeps them apart", (equation) => {
    expect(meeting(equation, value(3, 3), value("N", 3))).toEqual([]);
  });

  test.each(["nj->j", "nj->", "ij,nj->ij"])("%s sums over them", (equation) => {
    const operands = equation.includes(",") ? [value(3, 3), value("N", 3)] : [value("N", 3)];
    expect(meeting(equation, ...operands)).toEqual([0]);
  });

  test("a diagonal pairs them", () => {
    expect(meeting("nn->n", value("N", "N"))).toEqual([0, 1]);
  });

  test("sizes that are symbols are carried along", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(["n", "i", "j"], { minLength: 1 }), (labels) => {
        const { output, sizes } = contractionOf(`nij,ji->${labels.join("")}`, [
          ["N", 2, 3],
          [3, 2],
        ]);
        expect(output.map((label) => sizes.get(label))).toEqual(labels.map((l) => ({ n: "N", i: 2, j: 3 })[l]));
      }),
      { seed: 4, numRuns: 20 },
    );
  });
});
