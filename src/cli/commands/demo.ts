import { edjm, loadModel } from "../../analyses/index.ts";
import { fail } from "../../base/index.ts";
import { loadDataset } from "../../datasets/index.ts";
import { type Recipe, type TrainedRecipe, trainRecipe } from "../../experiments/index.ts";
import { presets } from "../../models/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { computingFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { edjmArrays } from "../edjm/edjmArrays.ts";
import { edjmReport } from "../edjm/edjmReport.ts";
import { edjmText } from "../edjm/edjmText.ts";
import { keepFinished } from "../edjm/keepFinished.ts";
import { inputImage, type Network } from "../edjm/network.ts";
import { type FlagValues, grouped, integer } from "../flags.ts";
import { trainingFigure } from "../training/trainingFigure.ts";

const { batch: _, ...computing } = computingFlags;
const flags = {
  ...grouped("Sizes", {
    limit: integer("training samples", { default: 10_000, min: 100, max: 50_000 }),
    epochs: integer("epochs of each training", { default: 8, min: 1 }),
    samples: integer("validation samples around which the networks are compared", {
      default: 1000,
      min: 1,
      max: 10_000,
    }),
  }),
  ...computing,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** As many hidden units, in one layer and in four. */
const networks = ["mlp-shallow", "mlp-deep"] as const;
const folder = "netspectra-demo";

interface DemoNetwork extends Network {
  readonly trained: TrainedRecipe;
}

/** `netspectra demo [--out DIR]` */
export const command = defineCommand({
  positionals: [],
  flags,
  examples: [
    { command: "demo", about: `everything in a minute; the report is ${folder}/report.html` },
    { command: "demo --epochs 20 --limit 50000 --out longer", about: "with more training" },
  ],
  out: ({ out }) => out ?? folder,

  async run(values, _words, context) {
    const { platform } = context;
    const { seed } = values;
    const train = await loadDataset(platform, "digits", { split: "train", limit: values.limit });
    const validation = await loadDataset(platform, "digits", { split: "validation", limit: values.samples });
    const { finished, cancelled } = await keepFinished(networks, async (name, i): Promise<DemoNetwork> => {
      const recipe: Recipe = {
        data: { source: "digits", limit: values.limit, validationLimit: values.samples },
        network: name,
        training: { epochs: values.epochs, seed, schedule: { kind: "cosine" }, earlyStopping: null },
      };
      platform.reporter.info(`${i + 1} of ${networks.length}: ${name}, ${presets[name].about}`);
      const trained = await trainRecipe(platform, recipe, { train, validation });
      const path = platform.files.join(values.out ?? folder, `${name}.onnx`);
      const model = await loadModel(platform, trained.bytes, { name: path });
      const { memory, device, threads } = values;
      const result = await edjm(platform, model, validation, {
        seed,
        device,
        ...(memory !== undefined && { memory }),
        ...(threads !== undefined && { threads }),
      });
      const right = formatPercent(result.accuracy ?? 0);
      platform.reporter.info(`${name}: ${right} right, score ${formatNumber(result.score)}`);
      return { name, trained, result, image: inputImage(model, validation), classes: validation.classes };
    });
    return outcome(finished, cancelled, values, context);
  },
});

function outcome(finished: readonly DemoNetwork[], cancelled: boolean, values: Values, context: Context): Outcome {
  const { platform, started, command: line } = context;
  const first = finished[0]?.result ?? fail({ subject: "demo", expected: "a network", got: "none" });
  const out = values.out ?? folder;
  const document = {
    analysis: "demo",
    netspectra: first.netspectra,
    seed: values.seed,
    data: first.data,
    status: cancelled ? "cancelled" : "ok",
    networks: finished.map(({ name, result }) => ({ name, ...result })),
    report: cancelled ? null : platform.files.join(out, "report.html"),
    seconds: (platform.now() - started) / 1000,
    versions: platform.versions,
  };
  const where = cancelled ? `Stopped early; what was finished is in ${out}` : `The report is ${document.report}`;
  return {
    document,
    text: `${edjmText(finished)}\n\n${where}`,
    arrays: edjmArrays(finished),
    files: Object.fromEntries(finished.map(({ name, trained }) => [`${name}.onnx`, trained.bytes])),
    cancelled,
    report: async () =>
      edjmReport(finished, {
        title: "A shallow and a deep network",
        summary: [comparison(finished)],
        command: line,
        configuration: { flags: values, data: first.data, versions: platform.versions },
        sections: [
          {
            title: "Training",
            figures: await Promise.all(
              finished.map(({ name, trained }) =>
                trainingFigure(trained.result.history, { name: `training-${name}`, title: `Training of ${name}` }),
              ),
            ),
          },
        ],
      }),
  };
}

function comparison(finished: readonly DemoNetwork[]): string {
  const { epochs } = finished[0]!.trained.result;
  return (
    `Two perceptrons with 512 hidden units each, in one layer (${networks[0]}) and in four (${networks[1]}), were trained for ` +
    `${epochs} epochs on generated digits. Their spectra around the same held-out digits are compared: a higher score means ` +
    "a more complex function around the data."
  );
}
