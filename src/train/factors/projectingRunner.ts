import { addSums, noSums, type StepRunner } from "../stepRunner.ts";
import type { FactorKeeper } from "./factorKeeper.ts";

/** A runner that projects the factors of SVD layers every so many steps of an epoch, and at its end. */
export function projectingRunner(
  inner: StepRunner,
  keeper: FactorKeeper,
  batch: number,
  everySteps: number | null,
): StepRunner {
  return {
    async run(before, epoch, onSteps) {
      const { order, firstStep } = epoch;
      const steps = Math.floor(order.length / batch);
      let state = before;
      let sums = noSums;
      while (sums.steps < steps) {
        const until = Math.min(steps, sums.steps + (everySteps ?? steps));
        const part = order.subarray(sums.steps * batch, until * batch);
        const done = sums;
        const after = await inner.run(state, { ...epoch, order: part, firstStep: firstStep + done.steps }, (more) =>
          onSteps?.(addSums(done, more)),
        );
        state = await keeper.project(after.state);
        sums = addSums(done, after.sums);
      }
      return { state, sums };
    },
    release: () => inner.release(),
  };
}
