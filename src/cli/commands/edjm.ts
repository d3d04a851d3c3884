import {
  type EdjmOptions,
  type EdjmResult,
  edjm,
  type LoadedModel,
  loadModel,
  planEdjm,
} from "../../analyses/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, outputFlags, reportingFlags } from "../commonFlags.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { edjmArrays } from "../edjm/edjmArrays.ts";
import { edjmReport } from "../edjm/edjmReport.ts";
import { edjmText } from "../edjm/edjmText.ts";
import { keepFinished } from "../edjm/keepFinished.ts";
import { inputImage, type Network } from "../edjm/network.ts";
import { planOutcome } from "../edjm/planOutcome.ts";
import { choice, type FlagValues, grouped, integer, number, switchFlag } from "../flags.ts";
import { requireData } from "../loadSamples.ts";
import { modelOptions } from "../modelOptions.ts";
import { modelLabels } from "../output/modelLabels.ts";
import { createSampleSource } from "../sampleSource.ts";

const methods = ["exact", "lanczos", "randomized"] as const;
const sides = ["inputs", "samples"] as const;

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...outputFlags,
  ...grouped("Score", {
    epsilonPercentile: number("singular values above this percentile count", { default: 90, min: 0, max: 100 }),
    groups: integer("groups of the jackknife for the interval; 1 for none", { default: 10, min: 1 }),
    curve: switchFlag("also the score against the number of samples"),
  }),
  ...grouped("Method", {
    plan: switchFlag("print how it would be computed, what that takes, and the other ways; then stop"),
    method: choice(
      "all singular values, or the largest without ever forming a matrix (default: exact, unless no matrix fits into --memory)",
      methods,
    ),
    side: choice("which Gram matrix: inputs (d × d) or samples (n × n) (default: the faster one that fits)", sides),
    outputsPerPass: integer("outputs whose matrices are summed in one pass over the data (default: as many as fit)", {
      min: 1,
    }),
    samplesPerPass: integer("side of the samples: rows kept in one pass (default: as many as fit)", { min: 1 }),
    values: integer("how many of the largest, for a method that is not exact", { min: 1 }),
  }),
  ...grouped("Figure", {
    yMax: number("top of the vertical axis (default: 0.25; 1 shows all)", { min: 1e-9 }),
    logY: switchFlag("logarithmic vertical axis"),
    logX: switchFlag("logarithmic horizontal axis"),
  }),
  ...computingFlags,
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
    { command: "edjm model.onnx --data mnist --plan", about: "what that would take, and how it would be done" },
    {
      command: "edjm model.onnx --data photos.npz --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --json",
      about: "your own images, fed as the network was trained, as JSON",
    },
  ],

  async run(values, [paths = []], context) {
    const { platform } = context;
    requireData(values);
    const names = modelLabels(paths);
    // All of them first: a bad file at the end of the list should not cost the work on the others.
    const models: LoadedModel[] = [];
    const samplesOf = createSampleSource(platform, values);
    const sampleShape = async () => (await samplesOf()).shape;
    const options = { ...(await modelOptions(platform, values)), sampleShape };
    for (const path of paths) models.push(await loadModel(platform, path, options));
    for (const model of models) await samplesOf(model);
    if (values.plan) {
      const planned = [];
      for (const model of models) {
        planned.push(await planEdjm(platform, model, await samplesOf(model), edjmOptions(values)));
      }
      return planOutcome(names, planned);
    }
    const { finished, cancelled } = await keepFinished(models, async (model, i) => {
      if (models.length > 1) platform.reporter.info(`network ${i + 1} of ${models.length}: ${names[i]}`);
      const samples = await samplesOf(model);
      const result = await edjm(platform, model, samples, edjmOptions(values));
      for (const warning of result.warnings ?? []) platform.reporter.warn(`${names[i]}: ${warning}`);
      return { name: names[i]!, result, image: inputImage(model, samples), classes: samples.classes };
    });
    return outcome(finished, cancelled, models.length, values, context);
  },
});

function outcome(
  networks: readonly Network[],
  cancelled: boolean,
  asked: number,
  values: Values,
  { platform, started, command: line }: Context,
): Outcome {
  const seconds = (platform.now() - started) / 1000;
  const { yMax, logX, logY } = values;
  const single = asked === 1 ? networks[0] : undefined;
  return {
    document: single ? { ...single.result, seconds } : severalDocument(networks, seconds, cancelled),
    text: edjmText(networks),
    arrays: edjmArrays(networks),
    cancelled,
    report: () =>
      edjmReport(networks, {
        title: single ? `EDJM spectrum of ${single.name}` : "EDJM spectra",
        command: line,
        configuration: configurationOf(networks, values),
        logX,
        logY,
        ...(yMax !== undefined && { yMax }),
      }),
  };
}

/** Several results in one document; each has all common keys of its own. */
function severalDocument(networks: readonly Network[], seconds: number, cancelled: boolean): object {
  const { analysis, netspectra, seed, data, versions } = networks[0]!.result;
  const finished = networks.map(({ name, result }) => ({ name, ...result }));
  const status = cancelled ? "cancelled" : "ok";
  return { analysis, netspectra, seed, data, seconds, status, networks: finished, versions };
}

function edjmOptions(values: Values): EdjmOptions {
  const { output, outputs, epsilonPercentile, groups, curve, batch, memory, seed, device, threads } = values;
  const { method, side, outputsPerPass, samplesPerPass, values: count } = values;
  const given: { [K in keyof EdjmOptions]: EdjmOptions[K] | undefined } = {
    output,
    outputs,
    epsilonPercentile,
    groups,
    curve,
    method,
    side,
    outputsPerPass,
    samplesPerPass,
    values: count,
    batch,
    memory,
    seed,
    device,
    threads,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function configurationOf(networks: readonly Network[], values: Values): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  const models = networks.map(({ name, result }): [string, EdjmResult["model"]] => [`model ${name}`, result.model]);
  const { data, versions } = networks[0]!.result;
  return { ...Object.fromEntries(models), data, versions, flags: Object.fromEntries(given) };
}
