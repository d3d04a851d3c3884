import { type SimilarityOptions, similarity } from "../../analyses/index.ts";
import { fail, float64 } from "../../base/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { compareReport } from "../compare/compareReport.ts";
import { compareText } from "../compare/compareText.ts";
import { measures } from "../compare/measures.ts";
import { defineCommand } from "../defineCommand.ts";
import { type FlagValues, grouped, number, texts } from "../flags.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";
import { sameSamples } from "../sameSamples.ts";

const flags = {
  ...grouped("Layers", {
    layer: texts("look at this tensor; repeatable (default: every activation)", { placeholder: "NAME" }),
    bandwidth: number("of the Gaussian kernel, in median distances between samples", { default: 1, min: 0 }),
  }),
  ...dataFlags,
  ...modelFlags,
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra compare MODEL [MODEL] --data SRC` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "one ONNX file, or two that are compared", takes: "many" }],
  flags,
  examples: [
    {
      command: "compare model.onnx --data mnist --limit 1000 --out layers",
      about: "how alike the layers of a network see 1,000 samples, as heat maps",
    },
    {
      command: "compare shallow.onnx deep.onnx --data mnist --limit 1000",
      about: "the layers of two networks against each other",
    },
  ],

  async run(values, [paths = []], { platform, started, command: line }) {
    requireData(values);
    if (paths.length > 2) {
      fail({ subject: "netspectra compare", expected: "one or two models", got: `${paths.length}` });
    }
    if (values.bandwidth === 0) {
      fail({ subject: "--bandwidth", expected: "a number above 0", got: "0" });
    }
    const names = modelLabels(paths);
    const loaded = await loadModels(platform, values, paths);
    const [first, second] = loaded.models;
    const samples = await sameSamples(loaded, names, values.split);
    const result = await similarity(platform, second ? [first!, second] : [first!], samples, similarityOptions(values));
    for (const warning of result.warnings ?? []) platform.reporter.warn(warning);
    const [rows, columns] = [result.status.length, result.status[0]?.length ?? 0];
    return {
      document: { ...result, seconds: (platform.now() - started) / 1000 },
      text: compareText(result, names),
      arrays: Object.fromEntries(
        measures.map(({ key }) => [
          key,
          float64(
            [rows, columns],
            result[key].flatMap((row) => row.map((value) => value ?? Number.NaN)),
          ),
        ]),
      ),
      report: () => compareReport(result, names, line),
    };
  },
});

function similarityOptions({ layer, bandwidth, batch, memory, seed, device, threads }: Values): SimilarityOptions {
  return {
    bandwidth,
    seed,
    device,
    ...(layer && { layers: layer }),
    ...(batch && { batch }),
    ...(memory && { memory }),
    ...(threads && { threads }),
  };
}
