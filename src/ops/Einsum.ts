import { fail } from "../base/index.ts";
import { string, type ValueType } from "../graph/index.ts";
import { contract } from "./define/contract.ts";
import { type Contraction, contractionOf } from "./define/contraction.ts";
import { defineOp } from "./define/defineOp.ts";

/**
 * y = Σ Π xs in Einstein's convention: axes with one label move together, those that the output does not name are summed.
 *
 * Written out as matrix products, from the left: the runtime's own kernel ends the process for some equations.
 */
export const Einsum = defineOp({
  inputs: ["...xs"],
  outputs: ["y"],
  attributes: { equation: string("") },
  infer: ({ xs, equation }) => {
    const types = new Set(xs.map(({ type }) => type));
    if (types.size !== 1) fail({ subject: "Einsum", expected: "one element type", got: [...types].join(" and ") });
    const { output, sizes } = contractionFor(xs, equation);
    return { y: { type: xs[0]!.type, shape: output.map((label) => sizes.get(label)!) } };
  },
  mixes: ({ xs, equation }) => ({ xs: meetingAxes(xs, contractionFor(xs, equation)) }),
  lower: (g, { xs, equation }) => ({ y: contract(g, xs, contractionFor(xs, equation)) }),
  samples: [
    {
      equation: "ij,jk->ik",
      xs: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      equation: "ij,jk",
      xs: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      equation: "ji,nj->ni",
      xs: [
        [2, 3],
        [4, 2],
      ],
    },
    { equation: "ba", xs: [[2, 3]] },
    { equation: "ij->", xs: [[2, 3]] },
    { equation: "ij->j", xs: [[2, 3]] },
    { equation: "ii->i", xs: [[3, 3]] },
    { equation: "ii", xs: [[3, 3]] },
    { equation: "iijk,k->kj", xs: [[2, 2, 3, 2], [2]] },
    { equation: "iii->i", xs: [[2, 2, 2]] },
    { equation: "i,j->ji", xs: [[2], [3]] },
    { equation: "ij,k->ik", xs: [[2, 3], [2]] },
    { equation: "i,i->", xs: [[3], [3]] },
    { equation: ",ij->ij", xs: [[], [2, 2]] },
    {
      equation: "bhqd,bhkd->bhqk",
      xs: [
        [2, 2, 3, 2],
        [2, 2, 1, 2],
      ],
    },
    {
      equation: "ij,jk,kl->il",
      xs: [
        [2, 3],
        [3, 2],
        [2, 2],
      ],
    },
    {
      equation: "...ij,...jk",
      xs: [
        [1, 2, 3],
        [2, 3, 2],
      ],
    },
    { equation: "n...,a->a...n", xs: [[2, 3], [2]] },
    { equation: "...ii->...i", xs: [[2, 2, 2]] },
    {
      equation: " i j , i j -> i j ",
      xs: [
        [2, 1],
        [2, 3],
      ],
    },
    {
      equation: "ij,jk->ik",
      xs: [
        [2, 1],
        [3, 2],
      ],
    },
    { equation: "iij->j", xs: [[2, 2, 1]] },
    {
      equation: "ij,ij->i",
      xs: [
        [2, 3],
        [2, 1],
      ],
    },
    { equation: "AB->BA", xs: [[2, 3]] },
    {
      equation: "nij,nj->ni",
      xs: [
        [0, 2, 3],
        [0, 3],
      ],
    },
    {
      equation: "i,i->i",
      xs: [
        { shape: [2], type: "int64", values: [2, 3] },
        { shape: [2], type: "int64", values: [4, 5] },
      ],
    },
  ],
});

const contractionFor = (xs: readonly ValueType[], equation: string): Contraction =>
  contractionOf(
    equation,
    xs.map(({ shape }) => shape),
  );

/** Axes of the batch that are summed over or run along a diagonal, in whichever operand. */
function meetingAxes(xs: readonly ValueType[], { operands, output }: Contraction): readonly number[] {
  const axes = operands.flatMap((labels, i) =>
    labels.flatMap((label, axis) => {
      const alone = output.includes(label) && labels.indexOf(label) === labels.lastIndexOf(label);
      return alone || typeof xs[i]!.shape[axis] === "number" ? [] : [axis];
    }),
  );
  return [...new Set(axes)];
}
