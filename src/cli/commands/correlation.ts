import {
  type CorrelationOptions,
  compareCorrelations,
  correlation,
  correlationPlanText,
  planCorrelation,
} from "../../analyses/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, outputFlags, reportingFlags } from "../commonFlags.ts";
import type { Comparison, CorrelatedNetwork } from "../correlation/correlatedNetwork.ts";
import { correlationOutcome } from "../correlation/correlationOutcome.ts";
import { defineCommand, type Outcome } from "../defineCommand.ts";
import { keepFinished } from "../edjm/keepFinished.ts";
import { type FlagValues, grouped, switchFlag, text } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";

import { plannedDocument } from "../output/plannedDocument.ts";

import { sameSamples } from "../sameSamples.ts";

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...outputFlags,
  ...grouped("Output", {
    output: text("probabilities, logits, or the name of a tensor", { placeholder: "NAME", default: "probabilities" }),
  }),
  ...grouped("Method", {
    plan: switchFlag("print how it would be computed and what that takes; then stop"),
  }),
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra correlation MODEL… --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "ONNX files; several are compared around the same samples", takes: "many" }],
  flags,
  examples: [
    {
      command: "correlation model.onnx --data mnist --limit 2000 --out correlation",
      about: "cosines between the Jacobians of 2,000 samples, as a map by class",
    },
    {
      command: "correlation shallow.onnx deep.onnx --data mnist --limit 1000",
      about: "two networks, and how alike their samples correlate (centred kernel alignment)",
    },
    {
      command: "correlation model.onnx --data digits --output logits --json",
      about: "of the logits instead of the probabilities, as JSON",
    },
  ],

  async run(values, [paths = []], context) {
    const { platform } = context;
    requireData(values);
    const names = modelLabels(paths);
    const loaded = await loadModels(platform, values, paths);
    const { models } = loaded;
    const samples = await sameSamples(loaded, names, values.split);
    const options = { ...correlationOptions(values), held: models.length - 1 };
    if (values.plan) {
      const planned = [];
      for (const model of models) planned.push(await planCorrelation(platform, model, samples, options));
      return planOutcome(names, planned);
    }
    const { finished, cancelled } = await keepFinished(models, async (model, i): Promise<CorrelatedNetwork> => {
      if (models.length > 1) platform.reporter.info(`network ${i + 1} of ${models.length}: ${names[i]}`);
      const result = await correlation(platform, model, samples, options);
      for (const warning of result.warnings ?? []) platform.reporter.warn(`${names[i]}: ${warning}`);
      return { name: names[i]!, result, labels: samples.labels, classes: samples.classes };
    });
    return correlationOutcome(finished, comparisonsOf(finished), cancelled, models.length, values, context);
  },
});

/** Every two networks. */
function comparisonsOf(networks: readonly CorrelatedNetwork[]): Comparison[] {
  return networks.flatMap((second, j) =>
    networks.slice(0, j).map((first) => ({
      networks: [first.name, second.name] as const,
      ...compareCorrelations(first.result, second.result),
    })),
  );
}

function planOutcome(
  names: readonly string[],
  planned: readonly Awaited<ReturnType<typeof planCorrelation>>[],
): Outcome {
  const nameOf = (i: number) => (planned.length > 1 ? `${names[i]}: ` : "");
  return {
    document: plannedDocument(names, planned),
    text: planned.map(({ plan }, i) => `${nameOf(i)}${correlationPlanText(plan)}`).join("\n"),
  };
}

function correlationOptions({ output, outputs, batch, memory, seed, device, threads }: Values): CorrelationOptions {
  return {
    output,
    seed,
    device,
    ...(outputs && { outputs }),
    ...(batch && { batch }),
    ...(memory && { memory }),
    ...(threads && { threads }),
  };
}
