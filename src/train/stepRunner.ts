import { DivergedError, type Gather, int64, type Samples, sizeOf, type Tensor, tensor } from "../base/index.ts";
import { createModel, writeModel } from "../graph/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { gatherFed } from "./fedSamples.ts";
import type { Optimiser } from "./optimisers/index.ts";
import { createPace } from "./pace.ts";
import type { TrainingGraph } from "./trainingGraph.ts";
import type { TrainingState } from "./trainingState.ts";

/** What is learned from: samples, and their labels or probabilities (n × classes). */
export interface TrainingSet {
  readonly samples: Samples;
  readonly targets: Int32Array | Float32Array;
}

/** The steps of one epoch. */
export interface EpochOrder {
  /** Indices of samples; one batch after the other. */
  readonly order: Uint32Array;
  readonly learningRate: number;
  /** How many steps came before, over all epochs. */
  readonly firstStep: number;
  /** Gathers the samples; default: as they are. */
  readonly gather?: Gather;
}

/** Sums over the samples of the steps that were done. */
export interface EpochSums {
  readonly steps: number;
  readonly loss: number;
  readonly right: number;
  /** The weighted sum of the penalties. */
  readonly penalty: number;
  /** What each penalty yields, without its weight. */
  readonly measures: Readonly<Record<string, number>>;
}

export const noSums: EpochSums = { steps: 0, loss: 0, right: 0, penalty: 0, measures: {} };

/** Sums over the steps of two parts of an epoch. */
export function addSums(a: EpochSums, b: EpochSums): EpochSums {
  const names = Object.keys({ ...a.measures, ...b.measures });
  return {
    steps: a.steps + b.steps,
    loss: a.loss + b.loss,
    right: a.right + b.right,
    penalty: a.penalty + b.penalty,
    measures: Object.fromEntries(names.map((name) => [name, (a.measures[name] ?? 0) + (b.measures[name] ?? 0)])),
  };
}

export interface StepRunner {
  /**
   * One epoch. The arrays of `state` are handed over to the runtime.
   *
   * @throws NetspectraError when the loss is no longer finite; CancelledError
   */
  run(
    state: TrainingState,
    epoch: EpochOrder,
    onSteps?: (sums: EpochSums) => void,
  ): Promise<{ state: TrainingState; sums: EpochSums }>;
  release(): Promise<void>;
}

/** Samples of one run may take this many bytes. */
const runBytes = 2 ** 28;

/** Computes what a step is given beside its batch, from the state before it. It leaves `state` and `feeds` as they are. */
export type GivenOf = (state: TrainingState, feeds: Tensors) => Promise<Tensors>;

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Runs a training graph over batches; the batches of the next run are gathered while one runs.
 *
 * @param givenOf where there is one, each run is one step
 */
export async function createStepRunner(
  platform: Platform,
  { graph, fed, scalars, classes, state: tensors, measures }: TrainingGraph,
  optimiser: Optimiser,
  { samples, targets }: TrainingSet,
  batch: number,
  options: SessionOptions = {},
  givenOf?: GivenOf,
): Promise<StepRunner> {
  const session = await platform.openSession(writeModel(createModel(graph)), { ...options, transfer: true });
  const size = sizeOf(samples.shape);
  const stateBytes = tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const pace = createPace(givenOf ? 1 : Math.max(1, Math.floor(runBytes / (4 * batch * size))), stateBytes);

  const prepare = ({ order, learningRate, firstStep, gather = samples.gather }: EpochOrder, at: number) => {
    const steps = Math.min(pace.steps(), Math.floor(order.length / batch) - at);
    if (steps <= 0) return undefined;
    const indices = Array.from({ length: steps * batch }, (_, i) => order[at * batch + i]!);
    const numbers = Array.from({ length: steps }, (_, i) => {
      const now = optimiser.scalars(learningRate, firstStep + at + i + 1);
      return scalars.map((name) => now[name]!);
    });
    const feeds: Record<string, Tensor> = {
      "run:x": gatherFed(gather, indices, [steps, batch, ...samples.shape], fed),
      "run:targets": gatherTargets(targets, indices, [steps, batch], classes),
      "run:scalars": tensor("float32", [steps, scalars.length], Float32Array.from(numbers.flat())),
      "run:steps": int64([], [steps]),
      "run:step": int64([], [firstStep + at]),
    };
    return { steps, feeds };
  };

  return {
    async run(before, epoch, onSteps) {
      let state = before;
      let sums = noSums;
      let now = prepare(epoch, 0);
      while (now) {
        const started = platform.now();
        const given = (await givenOf?.(state, now.feeds)) ?? {};
        const carried = tensors.map(({ name }) => [`${name}:before`, state.get(name)!] as const);
        const running = session.run({ ...Object.fromEntries(carried), ...now.feeds, ...given }, { transfer: true });
        const next = prepare(epoch, sums.steps + now.steps);
        const outputs = await running;
        pace.record(now.steps, platform.now() - started);
        state = new Map(tensors.map(({ name }) => [name, outputs[`${name}:after`]!]));
        sums = {
          steps: sums.steps + now.steps,
          loss: sums.loss + total(outputs["run:loss"]!) * batch,
          right: sums.right + total(outputs["run:right"]!),
          penalty: sums.penalty + (measures.length > 0 ? total(outputs["run:penalty"]!) * batch : 0),
          measures: Object.fromEntries(
            measures.map((name) => [name, (sums.measures[name] ?? 0) + total(outputs[`run:penalty:${name}`]!) * batch]),
          ),
        };
        requireFinite(sums, epoch);
        onSteps?.(sums);
        now = next;
      }
      return { state, sums };
    },
    release: () => session.release(),
  };
}

function gatherTargets(
  targets: Int32Array | Float32Array,
  indices: readonly number[],
  shape: readonly number[],
  classes: number,
): Tensor {
  if (targets instanceof Int32Array)
    return tensor(
      "int32",
      shape,
      Int32Array.from(indices, (i) => targets[i]!),
    );
  const rows = new Float32Array(indices.length * classes);
  indices.forEach((sample, i) => {
    rows.set(targets.subarray(sample * classes, (sample + 1) * classes), i * classes);
  });
  return tensor("float32", [...shape, classes], rows);
}

function total({ data }: Tensor): number {
  return (data as Float32Array).reduce((sum, value) => sum + value, 0);
}

function requireFinite({ loss, penalty, steps }: EpochSums, { learningRate, firstStep }: EpochOrder): void {
  if (Number.isFinite(loss + penalty)) return;
  throw new DivergedError({
    subject: `the loss within the first ${firstStep + steps} steps`,
    expected: "a finite number",
    got: `${loss + penalty}`,
    todo: `The training diverges: lower the learning rate (now ${learningRate}), for example to ${learningRate / 10}.`,
  });
}
