import { type RepresentationOptions, representation } from "../../analyses/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { choice, type FlagValues, grouped, integers, switchFlag, text, texts } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";
import { representationArrays } from "../representation/representationArrays.ts";
import { representationReport } from "../representation/representationReport.ts";
import { representationText } from "../representation/representationText.ts";
import { unitFigures } from "../representation/unitFigures.ts";

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...grouped("Representation", {
    layer: texts("look at the tensor of this name; repeatable (default: every activation)", { placeholder: "NAME" }),
    activations: choice(
      "what amplitude, covariance and correlation are of: positive activations (of a pair, where both are), or all",
      ["positive", "all"],
      { default: "positive" },
    ),
    dead: choice("a dead unit is 0 on all samples, or never positive", ["zero", "non-positive"], { default: "zero" }),
    convolution: choice(
      "units of layers with positions: channels over all positions, or each element",
      ["channel", "unit"],
      {
        default: "channel",
      },
    ),
    classWise: switchFlag("also of the samples of each class, and the means over classes"),
  }),
  ...grouped("Figures", {
    figureLayer: text("layer whose units are drawn (default: the last one)", { placeholder: "NAME" }),
    units: integers("units to draw, beside a random pair (by --seed) and the most correlated one"),
  }),
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra representation MODEL --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX file" }],
  flags,
  examples: [
    {
      command: "representation model.onnx --data mnist",
      about: "the characteristics of every activation on the test samples",
    },
    {
      command: "representation model.onnx --data mnist --layer relu5 --class-wise --out relu5",
      about: "one layer, class by class, with histograms and scatter plots of units",
    },
    {
      command: "representation model.onnx --data digits --layer dense_2 --activations all --dead non-positive",
      about: "a linear layer, whose activations may be negative",
    },
  ],

  async run(values, [[path = ""] = []], { platform, started, command: line }) {
    requireData(values);
    const { models, samplesOf } = await loadModels(platform, values, [path]);
    const model = models[0]!;
    const samples = await samplesOf(model);
    const result = await representation(platform, model, samples, representationOptions(values));
    for (const warning of result.warnings ?? []) platform.reporter.warn(warning);
    const figures = values.out === undefined ? undefined : await unitFigures(platform, model, samples, result, values);
    return {
      document: { ...result, seconds: (platform.now() - started) / 1000 },
      text: representationText(result),
      arrays: representationArrays(result),
      ...(figures && {
        report: () =>
          representationReport(result, figures, { name: modelLabels([path])[0] ?? path, command: line, values }),
      }),
    };
  },
});

function representationOptions(values: Values): RepresentationOptions {
  const { layer, activations, dead, convolution, classWise, batch, memory, seed, device, threads } = values;
  return {
    activations,
    dead,
    convolution,
    classWise,
    seed,
    device,
    ...(layer && { layers: layer }),
    ...(batch && { batch }),
    ...(memory && { memory }),
    ...(threads && { threads }),
  };
}
