import * as v from "valibot";
import { count, fraction } from "../base/configNumbers.ts";
import { fail, float32, permutation, type Tensor, tensor } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { defineRegulariser } from "./define/defineRegulariser.ts";
import { hostLogDeterminants } from "./edjmLogDeterminant/hostLogDeterminants.ts";
import { outputJacobians } from "./edjmLogDeterminant/outputJacobians.ts";
import { tangentTerm } from "./edjmLogDeterminant/tangentTerm.ts";

/**
 * −Σ_j Σ log σ over the singular values of the mini-batch EDJM E_j of each output j (n × d): Wang et al. 2016, equation 13,
 * which they gave up as too expensive, as −½ Σ_j log det(E_jE_jᵀ + ε_jI) over the smaller side. The network is taken as it
 * is in evaluation. Over `outputs` of them, drawn anew for each step, it is scaled to be right on average.
 */
export const edjmLogDeterminant = defineRegulariser({
  kind: "hosted",
  name: "edjmLogDeterminant",
  about: "raises the log singular values of the mini-batch EDJM of the outputs, by Cholesky factors in float64",
  citation: "Wang et al. 2016, equation 13; every few steps: Karras et al. 2020, arXiv:1912.04958, section 3",
  options: {
    /** How many outputs are drawn for each step, or "all". Default "all". */
    outputs: v.optional(v.union([v.literal("all"), count], '"all" or a whole number from 1 up'), "all"),
    /** The penalty is there every so many steps, with so many times its weight. Default 1. */
    every: v.optional(count, 1),
    /** ε_j in units of the mean squared row norm of E_j. Default 1e-6. */
    epsilon: v.optional(v.pipe(fraction, v.gtValue(0, "a number above 0 and below 1")), 1e-6),
  },
  samples: [{ network: "dense" }, { network: "convolutional" }, { network: "dense", options: { outputs: 1 } }],
  every: ({ every }) => every,
  choose(stream, classes, { outputs }) {
    const chosen = countOf(outputs, classes);
    const selection = new Float32Array(chosen * classes);
    const order = chosen === classes ? undefined : permutation(classes, stream);
    for (let i = 0; i < chosen; i++) selection[i * classes + (order ? order[i]! : i)] = 1;
    return { selection: tensor("float32", [chosen, classes], selection) };
  },
  measure(g, { x, logits }, given, { outputs }) {
    const classes = logits.shape[1] as number;
    const selection = given("selection", "float32", [countOf(outputs, classes), classes]);
    return outputJacobians(g, x, logits, selection);
  },
  async host(call, { jacobians, grams }, { selection }, { epsilon }) {
    const [chosen, classes] = selection!.shape as readonly [number, number];
    const [rows, side] = [jacobians!.shape[1]!, grams!.shape[1]!];
    const { data } = grams as Tensor<"float64">;
    const found = await hostLogDeterminants(call, { grams: data, side, rows, epsilon });
    const scale = -classes / chosen;
    const offset = found.values.reduce((sum, value, j) => sum + scale * (value - found.slopes[j]!), 0);
    return {
      jacobians: jacobians!,
      inverses: tensor("float64", grams!.shape, found.inverses),
      multiples: tensor("float32", [chosen], Float32Array.from(found.multiples)),
      offset: float32([], [offset]),
    };
  },
  tangent(g, { x, logits }, given, { outputs }) {
    const [batch, classes] = logits.shape as readonly [number, number];
    const chosen = countOf(outputs, classes);
    const inputs = (x.shape as readonly number[]).slice(1).reduce((product, length) => product * length, 1);
    const side = Math.min(batch, inputs);
    const term: Value = tangentTerm(g, x, logits, {
      selection: given("selection", "float32", [chosen, classes]),
      jacobians: given("jacobians", "float32", [chosen, batch, inputs]),
      inverses: given("inverses", "float64", [chosen, side, side]),
      multiples: given("multiples", "float32", [chosen]),
    });
    return { value: g.add(g.mul(term, -classes / chosen), given("offset", "float32", [])) };
  },
});

function countOf(outputs: "all" | number, classes: number): number {
  if (outputs === "all") return classes;
  if (outputs <= classes) return outputs;
  return fail({
    subject: 'the option "outputs" of edjmLogDeterminant',
    expected: `"all", or a whole number up to ${classes}, the outputs of the network`,
    got: `${outputs}`,
  });
}
