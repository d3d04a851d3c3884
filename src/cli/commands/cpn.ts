import { comparableTransforms } from "../../analyses/index.ts";
import type { Samples } from "../../base/index.ts";
import { knownDataset } from "../../datasets/index.ts";
import { writeModel } from "../../graph/index.ts";
import { formatPercent } from "../../plots/index.ts";
import { type ComparableOutputOptions, comparableOutput } from "../../train/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { type FlagValues, grouped, integer, number, text } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { createSampleSource } from "../sampleSource.ts";
import { correlationFigure } from "../transformed/correlationFigure.ts";
import { transformedOutcome } from "../transformed/transformedOutcome.ts";
import { readTarget, readTransform, requireFlag, transformFlags } from "../transformed/transformFlags.ts";

const names = Object.keys(comparableTransforms);
const flags = {
  ...transformFlags,
  ...grouped("Transformation", {
    transform: text(`z̃ = Q (z − m): ${names.join(", ")}, or a file with Q and m`, { placeholder: "NAME|FILE.npz" }),
    candidates: integer("random transformations to choose from, by correlation, at comparable error", {
      default: 1,
      min: 1,
      max: 1000,
    }),
    tolerance: number("how much larger a comparable error may be", { default: 0.005, min: 0, max: 1 }),
    epochs: integer("of the fine-tuning of the output layer, on training samples", { default: 10, min: 0 }),
  }),
  ...dataFlags,
  ...modelFlags,
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra cpn MODEL --data SRC --layer NAME --transform … --save FILE.onnx` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX file" }],
  flags,
  examples: [
    {
      command: "cpn model.onnx --data mnist --layer dense_5 --transform whitening --save white.onnx",
      about: "hardly any correlation in a ReLU layer",
    },
    {
      command: "cpn model.onnx --data mnist --layer dense_5 --transform ones --candidates 20 --save alike.onnx",
      about: "as much correlation as a comparable error allows, among 20 random matrices",
    },
    {
      command: "cpn model.onnx --data digits --layer dense_1 --transform random-diagonal --epochs 0 --save other.onnx",
      about: "without fine-tuning",
    },
  ],

  async run(values, [[path = ""] = []], context) {
    const { platform } = context;
    const source = requireData(values);
    const file = requireFlag("--save", values.save, "a file for the network");
    requireFlag("--layer", values.layer, "the name of a layer (netspectra inspect lists them)");
    requireFlag("--transform", values.transform, `${names.join(", ")}, or FILE.npz`);
    const options = await cpnOptions(platform, values);
    const { models, samplesOf } = await loadModels(platform, values, [path]);
    const original = models[0]!;
    const test = await samplesOf(original);
    const train = await trainingSamples();
    const { result, model, network } = await comparableOutput(platform, original, { train, test }, options);
    for (const warning of result.warnings ?? []) platform.reporter.warn(warning);
    await platform.files.write(file, writeModel(model));
    const rows = [
      { name: "before", layer: result.before, error: result.errorBefore },
      { name: "after", layer: result.after, error: result.errorAfter },
    ];
    const { layer, transform, units, errorBefore, errorUntuned, errorAfter, comparable, candidates, chosen } = result;
    const summary =
      `${file}: "${layer}" (${units} units) transformed by ${transform}` +
      `${candidates > 1 ? `, number ${chosen + 1} of ${candidates}` : ""}; error ${formatPercent(errorBefore)}, then ` +
      `${formatPercent(errorUntuned)}, fine-tuned ${formatPercent(errorAfter)}: ${comparable ? "comparable" : "not comparable"}`;
    const networks = [
      { name: "before", model: original, layer },
      { name: "after", model: network, layer },
    ];
    const figure = () => correlationFigure(platform, networks, test, values);
    const title = "Network of comparable performance";
    return transformedOutcome({ title, explanation: "comparableOutput", result, file, summary, rows, figure }, context);

    /** Those that the network was trained on, where the data have a split; else the same ones. */
    async function trainingSamples(): Promise<Samples> {
      if (knownDataset(source) !== undefined)
        return await createSampleSource(platform, { ...values, split: "train" })(original);
      platform.reporter.warn(`${source} has no splits: the output layer is fine-tuned on the samples that judge it`);
      return test;
    }
  },
});

async function cpnOptions(
  platform: Parameters<typeof readTarget>[0],
  { layer = "", transform = "", target, candidates, tolerance, epochs, seed, device, threads, memory, batch }: Values,
): Promise<ComparableOutputOptions> {
  return {
    layer,
    transform: await readTransform(platform, transform, comparableTransforms),
    candidates,
    tolerance,
    epochs,
    seed,
    device,
    ...(target !== undefined && { target: await readTarget(platform, target) }),
    ...(threads && { threads }),
    ...(memory && { memory }),
    ...(batch && { batch }),
  };
}
