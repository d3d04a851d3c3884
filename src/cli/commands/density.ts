import { type DensityOptions, density, planDensity } from "../../analyses/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, outputFlags, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { densityOutcome } from "../density/densityOutcome.ts";
import { keepFinished } from "../edjm/keepFinished.ts";
import { inputImage } from "../edjm/network.ts";
import { planOutcome } from "../edjm/planOutcome.ts";
import { choice, type FlagValues, grouped, integer, number, switchFlag, text } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...outputFlags,
  ...grouped("Output", {
    output: text("probabilities, logits, or the name of a tensor", { placeholder: "NAME", default: "probabilities" }),
  }),
  ...grouped("Spectrum", {
    normalise: choice("samples: divide eigenvalues and diagonal by n", ["none", "samples"], { default: "none" }),
    rankTolerance: number("eigenvalues above this multiple of the largest count for the hard rank, and are fitted", {
      default: 1e-12,
      min: 0,
      max: 0.5,
    }),
    replicates: integer("replicates behind each interval and each p-value of a power law; 0 for neither", {
      default: 200,
      min: 0,
    }),
    shuffled: switchFlag("also the spectrum of the same entries in random order (by --seed); all of them are held"),
  }),
  ...grouped("Method", {
    plan: switchFlag("print how it would be computed, what that takes, and the other ways; then stop"),
    method: choice(
      "all eigenvalues; the largest (lanczos, randomized) or their density (slq) without ever forming a matrix (default: exact, unless no matrix fits into --memory)",
      ["exact", "lanczos", "randomized", "slq"],
    ),
    side: choice("which Gram matrix: inputs (k·d × k·d) or samples (n × n) (default: the faster one that fits)", [
      "inputs",
      "samples",
    ]),
    samplesPerPass: integer("side of the samples: rows kept in one pass (default: as many as fit)", { min: 1 }),
    values: integer("lanczos, randomized: how many of the largest (default: 100)", { min: 1 }),
    probes: integer("slq: random vectors (default: 10)", { min: 1 }),
    steps: integer("slq: Lanczos steps for each (default: 30)", { min: 1 }),
  }),
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra density MODEL… --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "ONNX files; several are compared in one figure", takes: "many" }],
  flags,
  examples: [
    { command: "density model.onnx --data mnist --limit 2000", about: "spectrum, ranks and power law of the Jacobian" },
    {
      command: "density small.onnx large.onnx --data cifar10 --limit 1000 --out comparison",
      about: "two networks in one figure, with a report in comparison/report.html",
    },
    {
      command: "density model.onnx --data mnist --limit 1000 --shuffled --json",
      about: "beside the same entries in random order, as JSON",
    },
    {
      command: "density model.onnx --data mnist --split train --method randomized --values 50",
      about: "the largest eigenvalues of a matrix that is never formed, with their errors",
    },
  ],

  async run(values, [paths = []], context) {
    const { platform } = context;
    requireData(values);
    const names = modelLabels(paths);
    const { models, samplesOf } = await loadModels(platform, values, paths);
    if (values.plan) {
      const planned = [];
      for (const model of models) {
        planned.push(await planDensity(platform, model, await samplesOf(model), densityOptions(values)));
      }
      return planOutcome(names, planned);
    }
    const { finished, cancelled } = await keepFinished(models, async (model, i) => {
      if (models.length > 1) platform.reporter.info(`network ${i + 1} of ${models.length}: ${names[i]}`);
      const samples = await samplesOf(model);
      const result = await density(platform, model, samples, densityOptions(values));
      for (const warning of result.warnings ?? []) platform.reporter.warn(`${names[i]}: ${warning}`);
      return { name: names[i]!, result, image: model.wrt === model.input ? inputImage(model, samples) : undefined };
    });
    return densityOutcome(finished, cancelled, models.length, values, context);
  },
});

function densityOptions(values: Values): DensityOptions {
  const { output, outputs, normalise, rankTolerance, replicates, shuffled, method, side, samplesPerPass } = values;
  const { values: count, probes, steps, batch, memory, seed, device, threads } = values;
  const given: { [K in keyof DensityOptions]: DensityOptions[K] | undefined } = {
    output,
    outputs,
    normalise,
    rankTolerance,
    replicates,
    shuffled,
    method,
    side,
    samplesPerPass,
    values: count,
    probes,
    steps,
    batch,
    memory,
    seed,
    device,
    threads,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
