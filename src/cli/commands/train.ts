import { loadModel } from "../../analyses/index.ts";
import { CancelledError, fail } from "../../base/index.ts";
import { knownDataset, type LoadOptions } from "../../datasets/index.ts";
import { type RecipeData, type TrainedRecipe, trainRecipe } from "../../experiments/index.ts";
import { architecture, presets } from "../../models/index.ts";
import { formatPercent, type Report } from "../../plots/index.ts";
import type { EpochReport, TrainingData } from "../../train/index.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { loadSamples, requireData } from "../loadSamples.ts";
import { formatJson } from "../output/formatJson.ts";
import { formatTable } from "../output/formatTable.ts";
import { quoteWord } from "../output/quoteCommand.ts";
import { regulariserOf } from "../training/regulariserOf.ts";
import { trackedFigures } from "../training/trackedFigures.ts";
import { trackingOf } from "../training/trackingOf.ts";
import { type TrainValues, trainFlags } from "../training/trainFlags.ts";
import { trainingFigure } from "../training/trainingFigure.ts";
import { type TrainingRecipe, trainingRecipe } from "../training/trainingRecipe.ts";

/** `netspectra train PRESET|CONFIG.json --data SRC --out DIR` */
export const command = defineCommand({
  positionals: [
    {
      name: "NETWORK",
      help: `a preset (${Object.keys(presets).join(", ")}), a perceptron such as mlp:256,128 or mlp:1500x4, or a CONFIG.json`,
    },
  ],
  flags: trainFlags,
  examples: [
    { command: "train mlp-deep --data digits --out deep", about: "a network of four layers on generated digits" },
    {
      command: "train mlp:1500x4 --data mnist --epochs 30 --learning-rate 0.05 --out mnist-4x1500",
      about: "a perceptron with four hidden layers of 1500 units on MNIST",
    },
    {
      command:
        "train mlp:1000x2 --svd --regulariser layerSpectrum:0.001 --learning-rate 0.005 --data mnist --out spectrum",
      about: "the same data with a regulariser on the singular values of the weights",
    },
    {
      command: "train mlp-deep --data digits --track edjm,density --track-samples 200 --out tracked",
      about: "with the EDJM score and the spectrum of the Jacobian after each epoch",
    },
    {
      command: "train deep/config.json --data digits --seed 1 --out deep-1",
      about: "an earlier training again, with another seed",
    },
  ],

  async run(values, [[network = ""] = []], context) {
    const { platform } = context;
    const { files } = platform;
    requireData(values);
    const out =
      values.out ??
      fail({ subject: "--out", expected: "a folder for the model", got: "nothing", todo: "Add --out DIR." });
    const recipe = await trainingRecipe(platform, network, recipeData(values), overridesOf(values));
    const path = files.resolve(out);
    const checkpoint = files.join(path, "checkpoint.onnx");
    const resumes = (await files.stat(checkpoint)) !== undefined;
    if (values.resume && !resumes) {
      fail({
        subject: "--resume",
        expected: `a checkpoint at ${checkpoint}`,
        got: "nothing there",
        todo: "Leave --resume out.",
      });
    }
    const data = await loadParts(values, context, recipe.training);
    const teacher =
      values.teacher === undefined
        ? undefined
        : await loadModel(platform, values.teacher, { sampleShape: data.train.shape });
    if (resumes) platform.reporter.info(`going on from ${checkpoint}`);
    const fresh = (await files.stat(path)) === undefined;
    await files.makeFolder(path);
    let epochs = 0;
    const config = configJson(recipe, platform.versions["netspectra"]);
    // Only now it is known that a checkpoint that lies there is one of this training.
    const onEpoch = async ({ row }: EpochReport) => {
      epochs = row.epoch;
      await files.write(files.join(path, "config.json"), config);
    };
    try {
      const trained = await trainRecipe(platform, recipe, data, {
        checkpoint: { path: checkpoint },
        onEpoch,
        ...(teacher && { teacher }),
      });
      return await outcome({ trained, recipe, data, path, config }, values, context);
    } catch (error) {
      if (fresh && epochs === 0) await files.remove(path);
      if (error instanceof CancelledError && epochs > 0) {
        platform.reporter.info(`stopped after epoch ${epochs}; the same command goes on from ${checkpoint}`);
      }
      throw error;
    }
  },
});

interface Finished {
  readonly trained: TrainedRecipe;
  readonly recipe: TrainingRecipe;
  readonly data: TrainingData;
  readonly path: string;
  readonly config: string;
}

async function outcome(
  { trained, recipe, data, path, config }: Finished,
  values: TrainValues,
  context: Context,
): Promise<Outcome> {
  const { platform, started, command: line } = context;
  const { result, bytes, accuracy } = trained;
  const { history, epochs, bestEpoch, stopped, parameterCount: parameters } = result;
  const { source, sha256 } = data.train;
  const { name } = architecture(recipe.network);
  const document = {
    analysis: "train",
    netspectra: platform.versions["netspectra"],
    seed: result.config.seed,
    model: {
      path: platform.files.join(path, "model.onnx"),
      sha256: await platform.sha256(bytes),
      input: "x",
      output: "logits",
    },
    data: { source, split: "train", samples: data.train.count, sha256 },
    accuracy: { ...accuracy, validation: accuracy.validation ?? null, test: accuracy.test ?? null },
    epochs,
    bestEpoch,
    stopped,
    parameters,
    seconds: (platform.now() - started) / 1000,
    versions: platform.versions,
  };
  const shares = Object.entries(accuracy).map(([split, share]) => [split, formatPercent(share)]);
  const summary = `${name}: ${parameters} parameters, best of ${epochs} epochs is epoch ${bestEpoch} (${stopped})`;
  return {
    document,
    text: `${summary}\n\n${formatTable(["split", "accuracy"], shares)}\n\nThe model is ${document.model.path}; look at it with\n  netspectra edjm ${quoteWord(document.model.path)} --data ${quoteWord(values.data ?? "")}${values.classes === undefined ? "" : ` --classes ${values.classes}`}`,
    files: { "model.onnx": bytes, "history.json": `${formatJson({ epochs: history })}\n`, "config.json": config },
    report: async (): Promise<Report> => ({
      title: `Training of ${name}`,
      subtitle: `${data.train.count} samples of ${source}`,
      summary: [
        `${summary}.`,
        ...shares.map(([split, share]) => `It classifies ${share} of the ${split} samples right.`),
      ],
      sections: [
        {
          title: "Epochs",
          figures: [
            await trainingFigure(history, { name: "training-curves", title: "Loss and accuracy" }),
            ...(await trackedFigures(history)),
          ],
        },
      ],
      command: line,
      configuration: {
        ...configuration(recipe),
        data: document.data,
        model: document.model,
        versions: platform.versions,
      },
    }),
  };
}

/** Training samples as they were asked for; validation and test samples whole, so that accuracies can be compared. */
async function loadParts(
  values: TrainValues,
  { platform }: Context,
  { seed, splitSeed }: TrainingRecipe["training"],
): Promise<TrainingData> {
  const load = (choices: LoadOptions) => loadSamples(platform, { ...values, seed }, { splitSeed, ...choices });
  const whole = { limit: undefined, shuffle: undefined };
  const none = values.validation === "none" && knownDataset(requireData(values)) !== undefined;
  const train = await load({ split: "train" });
  const test = await load({ ...whole, split: "test" });
  return none ? { train, test } : { train, test, validation: await load({ ...whole, split: "validation" }) };
}

/** What the recipe says of its data; `loadParts` loads them. */
function recipeData(values: TrainValues): RecipeData {
  const { classes, limit, validation } = values;
  return {
    source: requireData(values),
    ...(classes && { classes }),
    ...(limit && { limit }),
    ...(validation && { validation }),
  };
}

function overridesOf(values: TrainValues) {
  const { teacher, teacherTarget, temperature } = values;
  if (teacher === undefined && (teacherTarget ?? temperature) !== undefined) {
    fail({
      subject: teacherTarget ? "--teacher-target" : "--temperature",
      expected: "--teacher MODEL.onnx, whose answers are learned",
      got: "no teacher",
    });
  }
  const labels = teacher === undefined ? undefined : teacherTarget === "logits" ? "logits" : "soft";
  const { epochs, batchSize, batch, optimiser, learningRate, momentum, weightDecay, schedule, patience } = values;
  if (batch !== undefined && batchSize !== undefined && batch !== batchSize) {
    fail({
      subject: "--batch and --batch-size",
      expected: "one number: in training they mean the same",
      got: `${batch} and ${batchSize}`,
      todo: "Leave one of them out.",
    });
  }
  return {
    initialisation: values.initialisation,
    svd: values.svd,
    optimiser: present({ name: optimiser, learningRate, momentum }),
    config: present({
      epochs,
      batch: batchSize ?? batch,
      weightDecay,
      schedule: schedule && { kind: schedule },
      earlyStopping: patience && { patience },
      seed: values.seed,
      splitSeed: values.splitSeed,
      augmentation:
        values.shift !== undefined || values.flip ? present({ shift: values.shift, flip: values.flip }) : undefined,
      regularisers: values.regulariser?.map(regulariserOf),
      projection: values.projectEvery && { everySteps: values.projectEvery },
      labels,
      temperature,
      track: trackingOf(values),
    }),
  };
}

function present(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function configuration({ network, initialisation, training }: TrainingRecipe) {
  return { network, initialisation, ...training };
}

/** A configuration that makes this training again. */
function configJson(recipe: TrainingRecipe, netspectra: string | undefined): string {
  return `${formatJson({ netspectra, ...configuration(recipe) })}\n`;
}
