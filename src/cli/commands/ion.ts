import { type IdenticalOutputOptions, identicalOutput, transforms } from "../../analyses/index.ts";
import { writeModel } from "../../graph/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { choice, type FlagValues, grouped, switchFlag, text } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { correlationFigure } from "../transformed/correlationFigure.ts";
import { transformedOutcome } from "../transformed/transformedOutcome.ts";
import { readTarget, readTransform, requireFlag, transformFlags } from "../transformed/transformFlags.ts";

const names = Object.keys(transforms);
const { seed, device, threads, memory, batch } = computingFlags;
const flags = {
  ...transformFlags,
  ...grouped("Transformation", {
    transform: text(`z̃ = Q (z − m): ${names.join(", ")}, or a file with Q and m`, { placeholder: "NAME|FILE.npz" }),
    insert: switchFlag("put a linear layer behind the layer first, and transform that one: any Q is allowed there"),
    activations: choice("what amplitude, covariance and correlation are of (default: positive)", ["positive", "all"]),
  }),
  ...dataFlags,
  ...modelFlags,
  seed,
  device,
  threads,
  memory,
  batch,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra ion MODEL --data SRC --layer NAME --transform … --save FILE.onnx` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX file" }],
  flags,
  examples: [
    {
      command: "ion model.onnx --data mnist --layer dense_2 --transform random-diagonal --save other.onnx",
      about: "the same outputs from a ReLU layer whose units are scaled",
    },
    {
      command: "ion model.onnx --data mnist --layer dense_2 --insert --transform whitening --save white.onnx",
      about: "a linear layer behind it, without any correlation between its units",
    },
    {
      command: "ion model.onnx --data digits --layer dense_1.preactivation --transform Q.npz --save other.onnx",
      about: "a transformation of one's own",
    },
  ],

  async run(values, [[path = ""] = []], context) {
    const { platform } = context;
    requireData(values);
    const file = requireFlag("--save", values.save, "a file for the network");
    requireFlag("--layer", values.layer, "the name of a layer (netspectra inspect lists them)");
    requireFlag("--transform", values.transform, `${names.join(", ")}, or FILE.npz`);
    const options = await ionOptions(platform, values);
    const { models, samplesOf } = await loadModels(platform, values, [path]);
    const original = models[0]!;
    const samples = await samplesOf(original);
    const { result, model, network } = await identicalOutput(platform, original, samples, options);
    for (const warning of result.warnings ?? []) platform.reporter.warn(warning);
    await platform.files.write(file, writeModel(model));
    const rows = [
      { name: "before", layer: result.before },
      { name: "after", layer: result.after },
    ];
    const { layer, transform, units, shifted, condition, maxOutputDifference, data } = result;
    const summary =
      `${file}: "${layer}" (${units} units) transformed by ${transform}${shifted ? "" : " without a shift"}, ` +
      `condition number ${condition.toPrecision(3)}; outputs differ by at most ${maxOutputDifference.toExponential(1)} of their ` +
      `range around ${data.samples} samples of ${data.source}`;
    const networks = [
      { name: "before", model: original, layer: values.layer ?? layer },
      { name: "after", model: network, layer },
    ];
    const figure = () => correlationFigure(platform, networks, samples, values);
    const title = "Identical-output network";
    return transformedOutcome({ title, explanation: "identicalOutput", result, file, summary, rows, figure }, context);
  },
});

async function ionOptions(
  platform: Parameters<typeof readTarget>[0],
  { layer = "", transform = "", target, insert, activations, seed, device, threads, memory, batch }: Values,
): Promise<IdenticalOutputOptions> {
  return {
    layer,
    transform: await readTransform(platform, transform, transforms),
    insert,
    seed,
    device,
    ...(target !== undefined && { target: await readTarget(platform, target) }),
    ...(activations && { activations }),
    ...(threads && { threads }),
    ...(memory && { memory }),
    ...(batch && { batch }),
    ...(transform === "null-space" && { dead: "non-positive" as const }),
  };
}
