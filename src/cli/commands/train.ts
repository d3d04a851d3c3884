import { loadModel } from "../../analyses/index.ts";
import { CancelledError, fail } from "../../base/index.ts";
import { datasets, type LoadOptions } from "../../datasets/index.ts";
import { type RecipeData, type TrainedRecipe, trainRecipe } from "../../experiments/index.ts";
import { architecture, presets } from "../../models/index.ts";
import { formatPercent, type Report } from "../../plots/index.ts";
import { regularisers } from "../../regularisers/define/regularisers.ts";
import type { EpochReport, TrainingData } from "../../train/index.ts";
import { dataFlags, reportingFlags } from "../commonFlags.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { choice, type FlagValues, grouped, integer, number, switchFlag, text, texts } from "../flags.ts";
import { loadSamples, requireData } from "../loadSamples.ts";
import { formatJson } from "../output/formatJson.ts";
import { formatTable } from "../output/formatTable.ts";
import { quoteWord } from "../output/quoteCommand.ts";
import { regulariserOf } from "../training/regulariserOf.ts";
import { trainingFigure } from "../training/trainingFigure.ts";
import { type TrainingRecipe, trainingRecipe } from "../training/trainingRecipe.ts";

const { split: _, ...trainingDataFlags } = dataFlags;

const flags = {
  ...trainingDataFlags,
  ...grouped("Data", {
    splitSeed: integer("seed of the choice of validation samples (default: 0)"),
    limit: integer("train on the first N samples; validation and test samples stay whole", { min: 1 }),
  }),
  ...grouped("Training", {
    epochs: integer("most epochs (default: 50)", { min: 1 }),
    batchSize: integer("samples per step (default: 100)", { min: 1 }),
    optimiser: choice("how weights follow the gradient (default: sgd)", ["sgd", "adam", "rmsprop"]),
    learningRate: number("first learning rate (default: the optimiser's)", { min: 0 }),
    momentum: number("of sgd and rmsprop", { min: 0, max: 1 }),
    weightDecay: number("L2 penalty on the weights (default: 0)", { min: 0 }),
    schedule: choice("of the learning rate (default: plateau, halved after 5 epochs without progress)", [
      "constant",
      "plateau",
      "cosine",
    ]),
    patience: integer("end after N epochs without better validation accuracy (default: 20)", { min: 1 }),
    initialisation: choice("of the weights (default: he)", ["he", "glorot"]),
    regulariser: texts(
      `add to the loss, such as jacobianNorm:0.01 or layerSpectrum:0.001,epsilon=0.01; repeatable (${[...regularisers.keys()].join(", ")})`,
      { placeholder: "NAME:WEIGHT[,OPTION=VALUE]" },
    ),
    svd: switchFlag("make SVD layers of the dense hidden layers: W = U diag(s) V, for layerSpectrum"),
    projectEvery: integer("make U and V of SVD layers orthonormal every N steps, too, not only after each epoch", {
      min: 1,
    }),
    shift: integer("move the images by up to N pixels at random, anew in each epoch", {
      min: 0,
      placeholder: "PIXELS",
    }),
    flip: switchFlag("exchange left and right of half of the images at random"),
    teacher: text("learn the answers of this network instead of the labels", { placeholder: "MODEL.onnx" }),
    teacherTarget: choice("which of its answers, with cross-entropy or squared error (default: probabilities)", [
      "probabilities",
      "logits",
    ]),
    temperature: number("softens the probabilities of the teacher and of the network (default: 1)", { min: 0 }),
    resume: switchFlag("insist that there is a training to go on with in --out"),
  }),
  ...grouped("Computing", {
    seed: integer("seed of weights, order and dropout (default: 0)"),
    device: choice("where ONNX Runtime computes", ["cpu"], { default: "cpu" }),
    threads: integer("threads inside one operator (default: all cores)", { min: 1, max: 1024 }),
    batch: integer("the same as --batch-size", { min: 1 }),
  }),
  ...grouped("Reporting", {
    out: text(
      "folder for model.onnx, history.json, config.json and the report; a training that was stopped there goes on",
      {
        placeholder: "DIR",
      },
    ),
  }),
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra train PRESET|CONFIG.json --data SRC --out DIR` */
export const command = defineCommand({
  positionals: [
    {
      name: "NETWORK",
      help: `a preset (${Object.keys(presets).join(", ")}), a perceptron such as mlp:256,128 or mlp:1500x4, or a CONFIG.json`,
    },
  ],
  flags,
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
  values: Values,
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
    text: `${summary}\n\n${formatTable(["split", "accuracy"], shares)}\n\nThe model is ${document.model.path}; look at it with\n  netspectra edjm ${quoteWord(document.model.path)} --data ${quoteWord(values.data ?? "")}`,
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
          figures: [await trainingFigure(history, { name: "training-curves", title: "Loss and accuracy" })],
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
  values: Values,
  { platform }: Context,
  { seed, splitSeed }: TrainingRecipe["training"],
): Promise<TrainingData> {
  const load = (choices: LoadOptions) => loadSamples(platform, { ...values, seed }, { splitSeed, ...choices });
  const whole = { limit: undefined, shuffle: undefined };
  const none = values.validation === "none" && datasets.has(requireData(values));
  const train = await load({ split: "train" });
  const test = await load({ ...whole, split: "test" });
  return none ? { train, test } : { train, test, validation: await load({ ...whole, split: "validation" }) };
}

/** What the recipe says of its data; `loadParts` loads them. */
function recipeData(values: Values): RecipeData {
  const { limit, validation } = values;
  return { source: requireData(values), ...(limit && { limit }), ...(validation && { validation }) };
}

function overridesOf(values: Values) {
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
