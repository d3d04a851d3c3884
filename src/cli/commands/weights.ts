import { normalisations, type WeightsOptions, weights } from "../../analyses/index.ts";
import { computingFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { choice, type FlagValues, grouped, integer, switchFlag, texts } from "../flags.ts";
import { weightsArrays } from "../weights/weightsArrays.ts";
import { weightsReport } from "../weights/weightsReport.ts";
import { weightsText } from "../weights/weightsText.ts";

const { seed, device, threads, memory } = computingFlags;
const flags = {
  ...grouped("Weights", {
    layer: texts("look at the weights of this name; repeatable (default: all)", { placeholder: "NAME" }),
    conv: choice(
      "convolutions as the matrices of the positions of their kernels, or as one matrix with a row for each filter",
      ["slices", "unfolded"],
      { default: "slices" },
    ),
    recurrent: choice("recurrent weights as a matrix for each gate, or as one", ["gates", "whole"], {
      default: "gates",
    }),
    normalise: choice(
      "divide eigenvalues by nothing, by the longer side N, or by N times the mean of the squared weights",
      normalisations,
      { default: "none" },
    ),
  }),
  ...grouped("Method", {
    replicates: integer("replicates behind the interval of alpha, and as many behind its p-value; 0 for neither", {
      default: 100,
      max: 100_000,
    }),
    noShuffle: switchFlag("no comparison with the same weights in random places"),
    compat: choice("also the columns of another tool, by its definitions", ["weightwatcher"]),
  }),
  seed,
  memory,
  device,
  threads,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra weights MODEL` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX or .safetensors file, or model.safetensors.index.json" }],
  flags,
  examples: [
    { command: "weights model.onnx", about: "spectrum, power law, norms and ranks of each weight matrix" },
    { command: "weights model.safetensors --out spectra", about: "with figures, in spectra/report.html" },
    { command: "weights model.onnx --conv unfolded --json", about: "convolutions as one matrix each, as JSON" },
    { command: "weights model.onnx --compat weightwatcher", about: "also WeightWatcher's columns, by its definitions" },
  ],

  async run(values, [[path = ""] = []], { platform, started, command: line }) {
    const result = await weights(platform, path, weightsOptions(values));
    const seconds = (platform.now() - started) / 1000;
    return {
      document: { ...result, seconds },
      text: weightsText(result),
      arrays: weightsArrays(result),
      report: () => weightsReport(result, line),
    };
  },
});

function weightsOptions(values: Values): WeightsOptions {
  const { layer, conv, recurrent, normalise, replicates, noShuffle, compat, seed, memory, device, threads } = values;
  return {
    conv,
    recurrent,
    normalise,
    replicates,
    shuffle: !noShuffle,
    seed,
    device,
    ...(layer && { layers: layer }),
    ...(compat && { compat }),
    ...(memory && { memory }),
    ...(threads && { threads }),
  };
}
