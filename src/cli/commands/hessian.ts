import { type HessianOptions, hessian, hessianPlanText, lossNames, planHessian } from "../../analyses/index.ts";
import { fail } from "../../base/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand, type Outcome } from "../defineCommand.ts";
import { keepFinished } from "../edjm/keepFinished.ts";
import { choice, type FlagValues, grouped, integer, switchFlag, texts } from "../flags.ts";
import { hessianOutcome } from "../hessian/hessianOutcome.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";
import { severalDocument } from "../output/severalNetworks.ts";

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...grouped("Hessian", {
    loss: choice("of the logits on the labels, mean over the samples", lossNames, { default: "cross-entropy" }),
    wrt: choice("the parameters, or the input: then each sample has a Hessian of its own", ["parameters", "input"], {
      default: "parameters",
    }),
    layer: texts("parameters of this layer, or the parameter of this name, alone; repeatable (default: all)", {
      placeholder: "NAME",
    }),
    gaussNewton: switchFlag("the Gauss–Newton matrix: without the curvature of the network itself"),
  }),
  ...grouped("Method", {
    plan: switchFlag("print how it would be computed, and what that takes; then stop"),
    method: choice(
      "all eigenvalues of the whole matrix; both ends, density and trace from products with vectors (slq); the ends alone (lanczos) (default: exact up to 5,000 parameters, else slq)",
      ["exact", "slq", "lanczos"],
    ),
    exact: switchFlag("the same as --method exact"),
    precision: choice("of the network's arithmetic (default: float64 for the whole matrix, else float32)", [
      "float32",
      "float64",
    ]),
    values: integer("slq, lanczos: how many of the largest eigenvalues (default: 10)", { min: 1 }),
    smallest: integer("slq, lanczos: how many of the smallest (default: 10)"),
    probes: integer("slq: random vectors (default: 10)", { min: 1 }),
    steps: integer("slq: Lanczos steps for each (default: 80)", { min: 1 }),
    compat: choice("another tool's defaults, and its names beside ours", ["pyhessian"]),
  }),
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra hessian MODEL… --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "ONNX files; several are compared in one figure", takes: "many" }],
  flags,
  examples: [
    { command: "hessian model.onnx --data mnist --limit 1000", about: "both ends, density and trace, with error bars" },
    {
      command: "hessian normal.onnx random.onnx --data mnist --split train --limit 1000 --out hessians",
      about: "two networks in one figure, with a report in hessians/report.html",
    },
    {
      command: "hessian model.onnx --data digits --layer output --exact --json",
      about: "all eigenvalues of one layer",
    },
    {
      command: "hessian model.onnx --data mnist --limit 100 --wrt input",
      about: "how the loss of each sample curves in the input",
    },
  ],

  async run(values, [paths = []], context) {
    const { platform } = context;
    requireData(values);
    const names = modelLabels(paths);
    // `--wrt` says here what kind of derivative is wanted, and names no tensor.
    const { models, samplesOf } = await loadModels(platform, { ...values, wrt: undefined }, paths);
    const options = hessianOptions(values);
    if (values.plan) {
      const planned = [];
      for (const [i, model] of models.entries()) {
        planned.push({ name: names[i]!, result: await planHessian(platform, model, await samplesOf(model), options) });
      }
      return planned.length === 1 ? onePlan(planned[0]!.result) : severalPlans(planned);
    }
    const { finished, cancelled } = await keepFinished(models, async (model, i) => {
      if (models.length > 1) platform.reporter.info(`network ${i + 1} of ${models.length}: ${names[i]}`);
      const result = await hessian(platform, model, await samplesOf(model), options);
      for (const warning of result.warnings ?? []) platform.reporter.warn(`${names[i]}: ${warning}`);
      return { name: names[i]!, result };
    });
    return hessianOutcome(finished, cancelled, models.length, values, context);
  },
});

type Planned = Awaited<ReturnType<typeof planHessian>>;

const onePlan = (result: Planned): Outcome => ({ document: result, text: hessianPlanText(result.plan) });

function severalPlans(planned: readonly { readonly name: string; readonly result: Planned }[]): Outcome {
  const seconds = planned.reduce((sum, { result }) => sum + result.seconds, 0);
  return {
    document: { ...severalDocument(planned, seconds, false), status: "planned" },
    text: planned.map(({ name, result }) => `${name}: ${hessianPlanText(result.plan)}`).join("\n"),
  };
}

function hessianOptions(values: Values): HessianOptions {
  const { loss, wrt, layer, gaussNewton, exact, precision, smallest, probes, steps, compat } = values;
  const { values: count, batch, memory, seed, device, threads } = values;
  const method = exact ? "exact" : values.method;
  if (exact && values.method && values.method !== "exact") {
    fail({ subject: "--exact", expected: "no other method", got: `--method ${values.method}` });
  }
  const given: { [K in keyof HessianOptions]: HessianOptions[K] | undefined } = {
    loss,
    wrt,
    layers: layer,
    gaussNewton,
    method,
    precision,
    values: count,
    smallest,
    probes,
    steps,
    compat,
    batch,
    memory,
    seed,
    device,
    threads,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
