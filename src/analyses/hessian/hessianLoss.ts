import { costOf, lower, newGraph, simplify } from "../../autodiff/index.ts";
import { fail, numbers, throwIfCancelled } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { countAccuracy } from "../accuracy.ts";
import { openGraph } from "../jacobianStream.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { HessianProblem } from "./hessianProblem.ts";
import { feedsOf } from "./hessianProducts.ts";
import type { LabelledData } from "./labelledData.ts";

/** How well a network does on the data that its Hessian is of. */
export interface LossFound {
  /** Mean over the samples. */
  readonly loss: number;
  readonly accuracy?: number;
  readonly warnings?: readonly string[];
}

/** Loss and accuracy in one pass over the data. @throws NetspectraError for a loss that is not finite, naming the first sample */
export async function hessianLoss(
  platform: Platform,
  model: LoadedModel,
  problem: HessianProblem,
  data: LabelledData,
  options: SessionOptions,
): Promise<LossFound> {
  const { values, losses, logits, classes } = problem;
  const inputs = problem.graph.inputs.filter(({ name }) => !values.has(name));
  const initializers = new Map([...problem.graph.initializers, ...values]);
  const g = newGraph({ ...problem.graph, inputs, initializers });
  const graph = simplify(lower(g.finish([g.value(losses), g.value(logits)])));
  const session = await openGraph(platform, graph, options);
  const fixed = model.batch === "any" ? undefined : model.batch;
  const cost = costOf(graph);
  const size = fixed ?? Math.max(1, Math.floor(Math.min(4e10 / (cost.flops + 1), 3e8 / (cost.bytes + 1), 4096)));
  const accuracy = countAccuracy(data.samples, classes);
  let sum = 0;
  try {
    for (let from = 0; from < data.count; from += size) {
      throwIfCancelled(platform.signal, "the loss");
      const indices = Array.from({ length: Math.min(size, data.count - from) }, (_, i) => from + i);
      const results = await session.run(feedsOf(problem, graph, data.batch(indices, fixed)));
      const own = numbers(results[losses]!).slice(0, indices.length);
      const bad = own.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) refuse(indices[bad]!, own[bad]!);
      sum += own.reduce((total, value) => total + value, 0);
      accuracy.add(indices, numbers(results[logits]!));
    }
  } finally {
    await session.release();
  }
  return { loss: sum / data.count, ...accuracy.result() };
}

function refuse(sample: number, value: number): never {
  fail({
    subject: `the loss of sample ${sample}`,
    expected: "a finite number",
    got: `${value}`,
    todo: "Check the scale of the data against what the network was trained on (--mean, --std, --raw).",
  });
}
