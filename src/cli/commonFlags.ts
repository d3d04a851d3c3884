import { bytes, choice, grouped, integer, integers, numbers, switchFlag, text, texts } from "./flags.ts";

/** Flags of every command. */
export const reportingFlags = grouped("Reporting", {
  json: switchFlag("print one JSON document on stdout, and nothing else there"),
  quiet: switchFlag("no progress on stderr; warnings stay"),
  debug: switchFlag("show the stack of an error"),
});

/** Where results go. */
export const outFlag = grouped("Reporting", {
  out: text(
    "folder for result.json, arrays.npz, figures and report.html: a new or empty one, or one with an earlier result, which is replaced",
    { placeholder: "DIR" },
  ),
});

/** Flags of the commands that compute. */
export const computingFlags = grouped("Computing", {
  seed: integer("seed of everything random", { default: 0 }),
  device: choice("where ONNX Runtime computes", ["cpu", "webgpu", "cuda"], { default: "cpu" }),
  threads: integer("threads inside one operator (default: all cores)", { min: 1, max: 1024 }),
  memory: bytes("memory that the process may use, such as 4GiB or 512MiB (default: 2GiB)"),
  batch: integer("samples per run of the network (default: as many as take a third of a second)", { min: 1 }),
});

/** Where data sets lie. */
export const dataDirFlag = grouped("Data", {
  dataDir: text("where to look for named data sets first, in DIR/NAME/", { placeholder: "DIR" }),
});

/** Which samples, and how their values are fed. */
export const dataFlags = {
  ...grouped("Data", {
    data: text("a data set's name, a .npz or .csv file, or a folder of class folders of images", {
      placeholder: "SRC",
    }),
    split: choice("which samples of a named data set (default: test)", ["train", "validation", "test"]),
    splitSeed: integer("seed of the choice of validation samples (default: the model's own, else 0)"),
    validation: choice("which training samples are for validation (default: random)", ["random", "last", "none"]),
  }),
  ...dataDirFlag,
  ...grouped("Data", {
    classes: integer("only samples of the first N classes", { min: 1 }),
    limit: integer("take the first N samples", { min: 1 }),
    shuffle: switchFlag("shuffle (by --seed) before --limit"),
    raw: switchFlag("keep uint8 values as 0 … 255 instead of value / 255"),
    mean: numbers("subtract, one number or one for each channel, after the scaling to 0 … 1"),
    std: numbers("divide by, after --mean"),
    label: text("label column of a .csv file", { placeholder: "NAME" }),
  }),
};

/** How a model is fed. */
export const modelFlags = grouped("Model", {
  input: text("the input that the data are fed to (default: the only float input)", { placeholder: "NAME" }),
  fix: texts(
    "value of another input, or size of an open axis: a number, numbers with commas, or a .npy file; repeatable",
    {
      placeholder: "NAME=VALUE",
    },
  ),
});

/** Which tensor is differentiated, and by which. */
export const outputFlags = grouped("Output", {
  output: text("logits, probabilities, or the name of a tensor", { placeholder: "NAME", default: "logits" }),
  outputs: integers("columns of the output (default: all)"),
  wrt: text("differentiate with respect to this tensor (default: the input)", { placeholder: "NAME" }),
});
