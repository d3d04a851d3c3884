import { type InformationOptions, information, parseNoise } from "../../analyses/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { choice, type FlagValues, grouped, number, switchFlag, text, texts } from "../flags.ts";
import { informationArrays } from "../information/informationArrays.ts";
import { informationReport } from "../information/informationReport.ts";
import { informationText } from "../information/informationText.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...grouped("Information", {
    layer: texts("look at the tensor of this name; repeatable (default: every activation)", { placeholder: "NAME" }),
    noise: text("variance of the noise on each unit, or a share of the mean unit variance: relative:C", {
      placeholder: "X",
      default: "0.1",
    }),
    noSweep: switchFlag("without the bounds at 4⁻⁶ … 4⁶ times that variance"),
    binSize: number("width of the bins of the estimate beside the bounds", { default: 0.5 }),
    compat: choice("also the columns of another tool, by its definitions", ["ibsgd"]),
  }),
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra information MODEL --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX file" }],
  flags,
  examples: [
    {
      command: "information model.onnx --data mnist",
      about: "bounds for every activation, with noise of variance 0.1",
    },
    {
      command: "information model.onnx --data mnist --noise relative:0.1 --out information",
      about: "noise of a tenth of each layer's variance, with figures over other noises",
    },
    {
      command: "information model.onnx --data digits --layer relu2 --noise 0.001 --compat ibsgd --json",
      about: "one layer, with the columns of ibsgd, as JSON",
    },
  ],

  async run(values, [[path = ""] = []], { platform, started, command: line }) {
    requireData(values);
    const options = informationOptions(values);
    const { models, samplesOf } = await loadModels(platform, values, [path]);
    const model = models[0]!;
    const result = await information(platform, model, await samplesOf(model), options);
    for (const warning of result.warnings ?? []) platform.reporter.warn(warning);
    return {
      document: { ...result, seconds: (platform.now() - started) / 1000 },
      text: informationText(result),
      arrays: informationArrays(result),
      report: () => informationReport(result, { name: modelLabels([path])[0] ?? path, command: line, values }),
    };
  },
});

function informationOptions(values: Values): InformationOptions {
  const { layer, noise, noSweep, binSize, compat, batch, memory, seed, device, threads } = values;
  return {
    noise: parseNoise(noise),
    sweep: !noSweep,
    binSize,
    seed,
    device,
    ...(layer && { layers: layer }),
    ...(compat && { compat }),
    ...(batch && { batch }),
    ...(memory && { memory }),
    ...(threads && { threads }),
  };
}
