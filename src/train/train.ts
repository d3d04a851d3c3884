import { DivergedError, permutation, random, throwIfCancelled } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { augmented } from "./augmentation.ts";
import { channelBlockSize } from "./channelBlockSize.ts";
import { type EpochRow, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { reasonToStop } from "./earlyStopping.ts";
import { createEvaluator, type Evaluation, type Evaluator } from "./evaluate.ts";
import { createFactorKeeper } from "./factors/factorKeeper.ts";
import { projectingRunner } from "./factors/projectingRunner.ts";
import { fedSamples } from "./fedSamples.ts";
import { hostedOf } from "./hosted/hostedOf.ts";
import { createHostedRunner } from "./hosted/hostedRunner.ts";
import { decayed } from "./optimisers/decayed.ts";
import { createOptimiser } from "./optimisers/index.ts";
import { type Penalty, penaltiesOf } from "./penalties.ts";
import { regularisedNetwork } from "./regularisedNetwork.ts";
import { learningRateAfter } from "./schedule.ts";
import { createStepRunner } from "./stepRunner.ts";
import { createTracker } from "./tracking/tracker.ts";
import type { TrainableNetwork } from "./trainableNetwork.ts";
import { trainedModel } from "./trainedModel.ts";
import { type TrainingConfig, type TrainingConfigInput, trainingConfig } from "./trainingConfig.ts";
import { requireLabels, requireTargets, type TrainingData } from "./trainingData.ts";
import { trainingGraph } from "./trainingGraph.ts";
import { identify } from "./trainingIdentity.ts";
import { copyState, countParameters, initialState, networkState, type TrainingState } from "./trainingState.ts";

/** What the outside may do and see. */
export interface TrainingOptions {
  /** Terms of the objective beside the regularisers of the configuration. */
  readonly penalties?: readonly Penalty[];
  /** What else the numbers depend on (the architecture, options of penalties), so that a checkpoint knows what it belongs to. */
  readonly identity?: Readonly<Record<string, unknown>>;
  /** Where to keep the state, and to go on from where there is one. */
  readonly checkpoint?: {
    readonly path: string;
    /** Least seconds between two saves, which happen between epochs. Default: saving takes at most a twentieth of the time. */
    readonly everySeconds?: number;
  };
  /**
   * Epochs whose network is wanted beside the best one; 0 is the network before training. `write` has ended before a
   * checkpoint is written that contains the epoch, so that a training that is resumed has kept all that it has passed.
   */
  readonly keep?: {
    readonly epochs: readonly number[];
    readonly write: (kept: KeptEpoch) => Promise<void>;
  };
  /** Device and threads. */
  readonly session?: SessionOptions;
  /** Called after each epoch, when the checkpoint has been written; training waits for it. */
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
}

/** A network on its way. */
export interface KeptEpoch {
  readonly epoch: number;
  /** Absent before the first epoch. */
  readonly row?: EpochRow;
  /** Parameters and running statistics; valid until the promise of `write` is settled. */
  readonly parameters: TrainingState;
}

export interface EpochReport {
  readonly row: EpochRow;
  readonly history: readonly EpochRow[];
  /** Parameters and running statistics; valid until the callback returns. */
  readonly parameters: TrainingState;
}

export interface TrainingResult {
  readonly config: TrainingConfig;
  readonly history: readonly EpochRow[];
  readonly epochs: number;
  readonly bestEpoch: number;
  /** Why it ended: "all epochs done", or what stopped it early. */
  readonly stopped: string;
  /** Parameters and running statistics of the best epoch, by name: of the `regularisedNetwork`. */
  readonly parameters: TrainingState;
  /** How many numbers were trained. */
  readonly parameterCount: number;
  /** The best epoch's network on all samples of each split, in inference mode. */
  readonly train: Evaluation;
  readonly validation?: Evaluation;
  readonly test?: Evaluation;
}

/**
 * Train a classifier.
 *
 * Each epoch goes through the training samples in an order of its own, a function of seed and epoch; what is left over
 * after whole batches is left out of that epoch. The best epoch is the first with the highest validation accuracy.
 *
 * @throws NetspectraError for unsound configurations and data, for a loss that is no longer finite, for a checkpoint of
 *   another training; CancelledError when the platform's signal is aborted (the last checkpoint stays)
 */
export async function train(
  platform: Platform,
  network: TrainableNetwork,
  data: TrainingData,
  given: TrainingConfigInput = {},
  options: TrainingOptions = {},
): Promise<TrainingResult> {
  const config = trainingConfig(given);
  const { epochs, seed } = config;
  const regularised = regularisedNetwork(network, config.regularisers);
  const batch = Math.min(config.batch, data.train.count);
  const input = data.train.shape;
  const { labels: kind, temperature } = config;
  const weightDecay = { rate: config.weightDecay, decoupled: config.decoupledWeightDecay };
  const optimiser = decayed(createOptimiser(config.optimiser), weightDecay);
  const always = [...penaltiesOf(config.regularisers), ...(options.penalties ?? [])];
  const hosted = hostedOf(config.regularisers);
  const penalties = [...always, ...(hosted ? [hosted.penalty] : [])];
  const stepsPerEpoch = Math.floor(data.train.count / batch);
  // What augmentation makes is no longer what is stored.
  const fed = config.augmentation ? {} : fedSamples([data.train]);
  const ofGraph = { network: regularised, optimiser, batch, input, fed, labels: kind, temperature, seed };
  const choices = { ...ofGraph, penalties, stepsPerEpoch };
  const plain = trainingGraph(choices);
  // Only convolutions have parameters of more than two axes.
  const convolves = plain.state.some(({ shape }) => shape.length > 2);
  const channelBlock = convolves ? await channelBlockSize(platform, options.session) : undefined;
  const graph = channelBlock === undefined ? plain : trainingGraph({ ...choices, channelBlock });
  const labels = requireLabels(data.train, graph.classes);
  const targets = kind === "hard" ? labels : requireTargets(data, kind, graph.classes);
  for (const split of [data.validation, data.test]) if (split) requireLabels(split, graph.classes);

  const images = config.augmentation && augmented(data.train, config.augmentation, seed);
  const first = initialState(graph.state);
  const identity = await identify(platform, { config, data, first, extra: identityOf(options) });
  const { checkpoint } = options;
  const resumed = checkpoint && (await loadCheckpoint(platform, checkpoint.path, identity));
  const history: EpochRow[] = [...(resumed?.history ?? [])];

  const progress = platform.reporter.progress("training", (epochs - history.length) * stepsPerEpoch, "steps");
  const learned = { samples: data.train, targets };
  const stepping = hosted
    ? await createHostedRunner(
        platform,
        { hosted, graph, choices: channelBlock === undefined ? choices : { ...choices, channelBlock } },
        learned,
        options.session,
      )
    : await createStepRunner(platform, graph, optimiser, learned, batch, options.session);
  const { everySteps, memory } = config.projection;
  const factors = { ...options.session, memory, remembered: optimiser.state };
  const keeper = await createFactorKeeper(platform, graph.factors, factors);
  const runner = graph.factors.length > 0 ? projectingRunner(stepping, keeper, batch, everySteps) : stepping;
  const networkOf = (whole: TrainingState) => keeper.merge(networkState(graph.state, whole));
  const tracking = { session: options.session ?? {}, seed };
  const tracker = config.track && createTracker(platform, config.track, data, tracking);
  const record = recordOf(platform, config, data);
  const evaluator = await createEvaluator(platform, regularised, input, fedSamples(splitsOf(data)), options.session);
  const saver = createSaver(platform, checkpoint?.everySeconds);
  let stopped = "all epochs done";
  const keep = async (kept: KeptEpoch) => {
    if (options.keep?.epochs.includes(kept.epoch)) await options.keep.write(kept);
  };
  try {
    let state = resumed?.state ?? (await keeper.project(first));
    let best = resumed?.best ?? (await networkOf(first));
    if (!resumed) await keep({ epoch: 0, parameters: best });
    const skipped = history.length * stepsPerEpoch;
    while (history.length < epochs) {
      const epoch = history.length + 1;
      const scores = history.map(scoreOf);
      const learningRate = learningRateAfter(config.schedule, config.optimiser.learningRate, scores, epochs);
      const reason =
        config.earlyStopping &&
        reasonToStop(config.earlyStopping, scores, learningRate, history.at(-1)?.trainingAccuracy);
      if (reason) {
        stopped = reason;
        break;
      }
      const started = platform.now();
      const firstStep = history.length * stepsPerEpoch;
      const order = permutation(data.train.count, random(seed, "order", epoch)).subarray(0, stepsPerEpoch * batch);
      const last = history.at(-1);
      const after = await runner.run(
        state,
        { order, learningRate, firstStep, ...(images && { gather: images(epoch) }) },
        (sums) => {
          const loss = `loss ${(sums.loss / (sums.steps * batch)).toPrecision(3)}`;
          const validation = last?.validationAccuracy;
          const note = validation === undefined ? loss : `${loss}, validation ${(100 * validation).toFixed(2)} %`;
          progress.update(firstStep + sums.steps - skipped, `epoch ${epoch}/${epochs}, ${note}`);
        },
      );
      state = after.state;
      const seen = after.sums.steps * batch;
      const parameters = await networkOf(state);
      const validation = data.validation && (await evaluator.evaluate(parameters, data.validation));
      requireFiniteLoss(validation, epoch, learningRate);
      const seconds = (platform.now() - started) / 1000;
      const tracked = await tracker?.measure(epoch, () => trainedModel(regularised, input, parameters, record));
      const row: EpochRow = {
        epoch,
        trainingLoss: after.sums.loss / seen,
        trainingAccuracy: after.sums.right / seen,
        ...(graph.measures.length > 0 && {
          trainingPenalty: after.sums.penalty / seen,
          penalties: Object.fromEntries(Object.entries(after.sums.measures).map(([name, sum]) => [name, sum / seen])),
        }),
        ...(validation && { validationLoss: validation.loss, validationAccuracy: validation.accuracy }),
        ...(tracked && { tracked }),
        learningRate,
        seconds,
      };
      history.push(row);
      if (bestEpoch(history) === epoch) best = copyState(parameters);
      await keep({ epoch, row, parameters });
      if (checkpoint) {
        const done = epoch === epochs;
        await saver.save(done, () => saveCheckpoint(platform, checkpoint.path, { identity, history, state, best }));
      }
      await options.onEpoch?.({ row, history: [...history], parameters });
      throwIfCancelled(platform.signal, "training");
    }
    return {
      config,
      history,
      epochs: history.length,
      bestEpoch: bestEpoch(history),
      stopped,
      parameters: best,
      parameterCount: countParameters(graph.state),
      ...(await evaluateSplits(evaluator, best, data)),
    };
  } finally {
    progress.finish();
    await Promise.all([runner.release(), keeper.release(), evaluator.release()]);
  }
}

function identityOf({ identity = {}, penalties = [] }: TrainingOptions): Readonly<Record<string, unknown>> {
  if (penalties.length === 0) return identity;
  return { ...identity, penalties: penalties.map(({ name, weight }) => ({ name, weight })) };
}

/** What the model file of an epoch says of its training. */
function recordOf(platform: Platform, config: TrainingConfig, { train: { source } }: TrainingData) {
  const netspectra = platform.versions["netspectra"] ?? "unknown";
  return { netspectra, seed: config.seed, "split-seed": config.splitSeed, data: source, config, accuracy: {} };
}

const scoreOf = (row: EpochRow) => row.validationAccuracy ?? row.trainingAccuracy;

/** The first epoch with the highest validation accuracy; the last epoch where there is no validation. */
function bestEpoch(history: readonly EpochRow[]): number {
  const validated = history.flatMap(({ validationAccuracy }) => validationAccuracy ?? []);
  if (validated.length < history.length) return history.length;
  return validated.indexOf(Math.max(...validated)) + 1;
}

const splitsOf = ({ train, validation, test }: TrainingData) =>
  [train, validation, test].filter((samples) => samples !== undefined);

async function evaluateSplits(evaluator: Evaluator, state: TrainingState, data: TrainingData) {
  const { train, validation, test } = data;
  return {
    train: await evaluator.evaluate(state, train),
    ...(validation && { validation: await evaluator.evaluate(state, validation) }),
    ...(test && { test: await evaluator.evaluate(state, test) }),
  };
}

function requireFiniteLoss(evaluation: Evaluation | undefined, epoch: number, learningRate: number): void {
  if (!evaluation || Number.isFinite(evaluation.loss)) return;
  throw new DivergedError({
    subject: `the validation loss after epoch ${epoch}`,
    expected: "a finite number",
    got: `${evaluation.loss}`,
    todo: `The training diverges: lower the learning rate (now ${learningRate}), for example to ${learningRate / 10}.`,
  });
}

/** Share of the time that may go into saving. */
const savingShare = 1 / 20;

/** Saves not too often: large states take a while to write. */
function createSaver(platform: Platform, everySeconds: number | undefined) {
  let last = Number.NEGATIVE_INFINITY;
  let cost = 0;
  return {
    async save(always: boolean, write: () => Promise<void>): Promise<void> {
      const started = platform.now();
      const pause = everySeconds === undefined ? cost / savingShare : everySeconds * 1000;
      if (!always && started - last < pause) return;
      await write();
      last = platform.now();
      cost = last - started;
    },
  };
}
