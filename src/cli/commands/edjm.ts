import { type EdjmOptions, edjm, ensembleAverages, planEdjm } from "../../analyses/index.ts";
import { fail } from "../../base/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, outputFlags, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { openCheckpoints } from "../edjm/checkpoints.ts";
import { edjmOutcome } from "../edjm/edjmOutcome.ts";
import { ensembleOf } from "../edjm/ensembleOf.ts";
import { figureFlags } from "../edjm/figureFlags.ts";
import { keepFinished } from "../edjm/keepFinished.ts";
import { inputImage } from "../edjm/network.ts";
import { planOutcome } from "../edjm/planOutcome.ts";
import { runShard } from "../edjm/runShard.ts";
import { choice, type FlagValues, grouped, integer, number, part, switchFlag } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";

const methods = ["exact", "lanczos", "randomized", "slq"] as const;
const sides = ["inputs", "samples"] as const;

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...outputFlags,
  ...grouped("Output", {
    ensemble: choice("also all networks as one: the mean of their probabilities or of their logits", ensembleAverages),
  }),
  ...grouped("Score", {
    epsilonPercentile: number("singular values above this percentile count", { default: 90, min: 0, max: 100 }),
    groups: integer("groups of the jackknife for the interval; 1 for none", { default: 10, min: 1 }),
    curve: switchFlag("also the score against the number of samples"),
  }),
  ...grouped("Method", {
    plan: switchFlag("print how it would be computed, what that takes, and the other ways; then stop"),
    method: choice(
      "all singular values; the largest (lanczos, randomized) or their density (slq) without ever forming a matrix (default: exact, unless no matrix fits into --memory)",
      methods,
    ),
    accurate: switchFlag("singular values good to n × 2.2e-16 of the largest, from the rows themselves by QR (slower)"),
    side: choice("which Gram matrix: inputs (d × d) or samples (n × n) (default: the faster one that fits)", sides),
    outputsPerPass: integer("outputs whose matrices are summed in one pass over the data (default: as many as fit)", {
      min: 1,
    }),
    samplesPerPass: integer("side of the samples: rows kept in one pass (default: as many as fit)", { min: 1 }),
    values: integer("lanczos, randomized: how many of the largest (default: as many as the score needs, 100 at most)", {
      min: 1,
    }),
    probes: integer("slq: random vectors (default: 10)", { min: 1 }),
    steps: integer("slq: Lanczos steps for each (default: 30)", { min: 1 }),
  }),
  ...figureFlags,
  ...computingFlags,
  ...grouped("Computing", {
    checkpoint: number(
      "seconds between checkpoints in --out, from which the same command goes on after it was stopped; 0 for none (default: 60)",
      { min: 0, placeholder: "SECONDS" },
    ),
    shard: part("compute one of N parts of the samples, for netspectra merge"),
  }),
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra edjm MODEL… --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "ONNX files; several are compared in one figure", takes: "many" }],
  flags,
  examples: [
    { command: "edjm model.onnx --data mnist", about: "score and spectrum around MNIST's test samples" },
    {
      command: "edjm shallow.onnx deep.onnx --data digits --split validation --limit 1000 --out comparison",
      about: "two networks in one figure, with a report in comparison/report.html",
    },
    {
      command: "edjm a.onnx b.onnx c.onnx --data cifar10 --ensemble probabilities",
      about: "three networks and their ensemble (Wang et al., figure 5)",
    },
    { command: "edjm model.onnx --data mnist --plan", about: "what that would take, and how it would be done" },
    {
      command: "edjm model.onnx --data mnist --shard 1/4 --out part1",
      about: "a quarter of the work; with the other three, netspectra merge part1 part2 part3 part4 makes the whole",
    },
    {
      command: "edjm model.onnx --data photos.npz --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --json",
      about: "your own images, fed as the network was trained, as JSON",
    },
  ],

  async run(values, [paths = []], context) {
    const { platform } = context;
    requireData(values);
    const names = [...modelLabels(paths), ...(values.ensemble ? [`ensemble of ${values.ensemble}`] : [])];
    const { models, samplesOf } = await loadModels(platform, values, paths);
    if (values.ensemble) models.push(await ensembleOf(platform, models, values.ensemble, values));
    for (const model of models) await samplesOf(model);
    if (values.plan) {
      const planned = [];
      for (const model of models) {
        planned.push(await planEdjm(platform, model, await samplesOf(model), edjmOptions(values)));
      }
      return planOutcome(names, planned);
    }
    const checkpoints = openCheckpoints(context, values);
    if (values.shard) {
      const [model] = models.length === 1 ? models : [];
      if (!model)
        fail({ subject: "--shard", expected: "one MODEL", got: `${models.length}`, todo: "Give each its own." });
      return await runShard(context, values.shard, {
        name: names[0]!,
        model,
        samples: await samplesOf(model),
        options: edjmOptions(values),
        out: values.out,
        seconds: checkpoints.seconds,
      });
    }
    const work = keepFinished(models, async (model, i) => {
      if (models.length > 1) platform.reporter.info(`network ${i + 1} of ${models.length}: ${names[i]}`);
      const samples = await samplesOf(model);
      const result = await edjm(platform, model, samples, { ...edjmOptions(values), ...checkpoints.of(i + 1) });
      for (const warning of result.warnings ?? []) platform.reporter.warn(`${names[i]}: ${warning}`);
      return { name: names[i]!, result, image: inputImage(model, samples), classes: samples.classes };
    });
    const { finished, cancelled } = await checkpoints.during(work);
    return {
      ...edjmOutcome(finished, cancelled, models.length, values, context),
      written: () => checkpoints.remove(cancelled),
    };
  },
});

function edjmOptions(values: Values): EdjmOptions {
  const { output, outputs, epsilonPercentile, groups, curve, batch, memory, seed, device, threads } = values;
  const { method, accurate, side, outputsPerPass, samplesPerPass, values: count, probes, steps } = values;
  const given: { [K in keyof EdjmOptions]: EdjmOptions[K] | undefined } = {
    output,
    outputs,
    epsilonPercentile,
    groups,
    curve,
    method,
    accurate,
    side,
    outputsPerPass,
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
