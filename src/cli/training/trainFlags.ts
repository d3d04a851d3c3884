import { regularisers } from "../../regularisers/define/regularisers.ts";
import { trackedAnalyses } from "../../train/index.ts";
import { dataFlags, reportingFlags } from "../commonFlags.ts";
import { choice, type FlagValues, grouped, integer, number, switchFlag, text, texts } from "../flags.ts";

const { split: _, ...trainingDataFlags } = dataFlags;

/** Flags of `train`. */
export const trainFlags = {
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
      `add to the loss, such as jacobianNorm:0.01 or rank:0.1,layers=dense_1+dense_2, or put into layers: dropout,rate=0.3; repeatable (${[...regularisers.keys()].join(", ")})`,
      { placeholder: "NAME[:WEIGHT][,OPTION=VALUE]" },
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
    track: text(
      `measure this of the network after each epoch, for history.json and figures (${[...trackedAnalyses.keys()].join(", ")})`,
      {
        placeholder: "NAME,NAME,…",
      },
    ),
    trackSamples: integer("around the first N validation samples (default: 500)", { min: 1 }),
    trackEvery: integer("after the first epoch and each N-th one (default: 1)", { min: 1 }),
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
export type TrainValues = FlagValues<typeof trainFlags>;
