import { random, type Tensor } from "../../base/index.ts";
import { createModel, writeModel } from "../../graph/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { addSums, createStepRunner, type EpochSums, noSums, type StepRunner, type TrainingSet } from "../stepRunner.ts";
import { type TrainingGraph, type TrainingGraphOptions, trainingGraph } from "../trainingGraph.ts";
import { givenName, type Hosted } from "./hostedOf.ts";
import { batchInput, measureGraph } from "./measureGraph.ts";

/** How the steps of a hosted regulariser are run. */
export interface HostedSteps {
  readonly hosted: Hosted;
  /** The training graph with its penalty. */
  readonly graph: TrainingGraph;
  /** The options of that graph. */
  readonly choices: TrainingGraphOptions;
}

/**
 * Runs training steps with a regulariser that the host computes between two graphs; where it is part of every m-th step
 * alone, the steps between run together as always. Which steps are which depends on their number, so that a training that
 * is resumed has the same ones.
 */
export async function createHostedRunner(
  platform: Platform,
  { hosted, graph, choices }: HostedSteps,
  set: TrainingSet,
  options: SessionOptions = {},
): Promise<StepRunner> {
  const { network, batch, input, seed = 0, optimiser, penalties = [] } = choices;
  const { regulariser, every } = hosted;
  // Threads that wait busily in one session would slow down the other.
  const idle = { ...options, spinning: false, transfer: true };
  const measures = measureGraph(network, batch, input, hosted, graph.fed);
  const session = await platform.openSession(writeModel(createModel(measures)), idle);
  const stateNames = graph.state.map(({ name }) => name).filter((name) => session.inputs.includes(name));

  const measured = await createStepRunner(platform, graph, optimiser, set, batch, idle, async (state, feeds) => {
    const step = Number(feeds["run:step"]!.data[0]);
    const chosen = regulariser.choose(random(seed, regulariser.name, step), graph.classes, hosted.options);
    const x = { ...feeds["run:x"]!, shape: [batch, ...input] } as Tensor;
    const parameters = Object.fromEntries(stateNames.map((name) => [name, state.get(name)!]));
    const found = await session.run({ ...parameters, ...chosen, [batchInput]: x });
    const given = await regulariser.host(platform.call, found, chosen, hosted.options);
    return Object.fromEntries(
      Object.entries({ ...chosen, ...given }).map(([name, tensor]) => [givenName(regulariser, name), tensor]),
    );
  });
  if (every === 1) return { ...measured, release: () => releaseAll([measured, session]) };

  const others = penalties.filter((penalty) => penalty !== hosted.penalty);
  const plain = trainingGraph({ ...choices, penalties: others });
  const between = await createStepRunner(platform, plain, optimiser, set, batch, idle);
  return {
    async run(before, epoch, onSteps) {
      const { order, firstStep } = epoch;
      const steps = Math.floor(order.length / batch);
      let state = before;
      let [sums, some] = [noSums, noSums];
      for (let at = 0; at < steps; ) {
        const phase = (firstStep + at) % every;
        const [runner, end] = phase === 0 ? [measured, at + 1] : [between, Math.min(steps, at + every - phase)];
        const part = { ...epoch, order: order.subarray(at * batch, end * batch), firstStep: firstStep + at };
        const [all, own] = [sums, some];
        const after = await runner.run(state, part, (now) => onSteps?.(addSums(all, now)));
        state = after.state;
        sums = addSums(all, after.sums);
        if (phase === 0) some = addSums(own, after.sums);
        at = end;
      }
      const own = graph.measures.filter((name) => !plain.measures.includes(name));
      return { state, sums: { ...sums, measures: { ...sums.measures, ...overAll(own, some, steps) } } };
    },
    release: () => releaseAll([measured, between, session]),
  };
}

/** What has been measured in some steps alone, as if in all. */
function overAll(names: readonly string[], { measures, steps }: EpochSums, all: number): EpochSums["measures"] {
  if (steps === 0) return {};
  return Object.fromEntries(names.map((name) => [name, ((measures[name] ?? 0) / steps) * all]));
}

async function releaseAll(all: readonly { release(): Promise<void> }[]): Promise<void> {
  await Promise.all(all.map((one) => one.release()));
}
