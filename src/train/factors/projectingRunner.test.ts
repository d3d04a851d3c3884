import { expect, test } from "vitest";
import type { EpochOrder, StepRunner } from "../stepRunner.ts";
import type { FactorKeeper } from "./factorKeeper.ts";
import { projectingRunner } from "./projectingRunner.ts";

/** Runs nothing, and writes down what it is asked. */
function recorder() {
  const asked: (EpochOrder | "projection")[] = [];
  const inner: StepRunner = {
    async run(state, epoch, onSteps) {
      asked.push(epoch);
      const steps = epoch.order.length / 2;
      const sums = { steps, loss: steps, right: 1, penalty: 2, measures: { some: 3 } };
      onSteps?.(sums);
      return { state, sums };
    },
    release: async () => {},
  };
  const keeper: FactorKeeper = {
    async project(state) {
      asked.push("projection");
      return state;
    },
    merge: async (state) => state,
    release: async () => {},
  };
  return { asked, inner, keeper };
}

const order = Uint32Array.from({ length: 14 }, (_, i) => 13 - i);
const gather = () => new Float32Array();

test.each([
  [null, [[0, 14]]],
  [
    3,
    [
      [0, 6],
      [6, 12],
      [12, 14],
    ],
  ],
  [7, [[0, 14]]],
  [100, [[0, 14]]],
] as const)("projected every %s steps, an epoch has the same steps and sums", async (everySteps, parts) => {
  const { asked, inner, keeper } = recorder();
  const seen: number[] = [];
  const runner = projectingRunner(inner, keeper, 2, everySteps);
  const epoch = { order, learningRate: 0.1, firstStep: 70, gather };
  const { sums } = await runner.run(new Map(), epoch, ({ steps }) => void seen.push(steps));
  const expected = parts.flatMap(([from, to]) => [
    { ...epoch, order: order.subarray(from, to), firstStep: 70 + from / 2 },
    "projection",
  ]);
  expect(asked).toEqual(expected);
  const runs = parts.length;
  expect(sums).toEqual({ steps: 7, loss: 7, right: runs, penalty: 2 * runs, measures: { some: 3 * runs } });
  expect(seen).toEqual(parts.map(([, to]) => to / 2));
});
