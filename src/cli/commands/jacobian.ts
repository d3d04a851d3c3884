import {
  describeModel,
  describeRun,
  type JacobianBlocksOptions,
  jacobianModel,
  type LoadedModel,
  loadModel,
  openJacobianBlocks,
} from "../../analyses/index.ts";
import { fail, type Samples } from "../../base/index.ts";
import { writeModel } from "../../graph/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, outputFlags, reportingFlags } from "../commonFlags.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { type FlagValues, grouped, text } from "../flags.ts";
import { saveJacobian } from "../jacobian/saveJacobian.ts";
import { requireData } from "../loadSamples.ts";
import { modelOptions } from "../modelOptions.ts";
import { createSampleSource } from "../sampleSource.ts";

const flags = {
  ...grouped("Result", {
    save: text("write the Jacobians of all samples, n × k × d, as they come", { placeholder: "J.npz" }),
    emit: text("write the Jacobian as an ONNX model instead; needs no data", { placeholder: "graph.onnx" }),
  }),
  ...dataFlags,
  ...modelFlags,
  ...outputFlags,
  ...computingFlags,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra jacobian MODEL --data SRC --save J.npz` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX file" }],
  flags,
  examples: [
    { command: "jacobian model.onnx --data mnist --limit 1000 --save J.npz", about: "1,000 Jacobians for NumPy" },
    {
      command: "jacobian model.onnx --data digits --wrt relu_1 --outputs 0,1 --save J.npz",
      about: "two outputs, with respect to a hidden layer",
    },
    {
      command: "jacobian model.onnx --emit derivative.onnx",
      about: "a model that computes the Jacobian, for any runtime",
    },
  ],

  async run(values, [[path = ""] = []], context) {
    const { save, emit } = values;
    if ((save === undefined) === (emit === undefined)) {
      const got = save === undefined ? "neither" : "both";
      fail({ subject: "netspectra jacobian", expected: "--save J.npz or --emit graph.onnx", got });
    }
    if (save !== undefined) requireData(values);
    const { platform } = context;
    const options = await modelOptions(platform, values);
    if (emit !== undefined) return await emitted(await loadModel(platform, path, options), emit, values, context);
    const samplesOf = createSampleSource(platform, values);
    const sampleShape = async () => (await samplesOf()).shape;
    const model = await loadModel(platform, path, { ...options, sampleShape });
    return await saved(model, await samplesOf(model), save!, values, context);
  },
});

async function saved(
  model: LoadedModel,
  samples: Samples,
  file: string,
  values: Values,
  { platform, started }: Context,
): Promise<Outcome> {
  const jacobians = await openJacobianBlocks(platform, model, samples, blocksOptions(values));
  try {
    const { columns, inputSize, type, output } = jacobians;
    const { bytes, meanNorm } = await saveJacobian(platform, jacobians, file);
    const found = jacobians.found();
    for (const warning of found.warnings ?? []) platform.reporter.warn(warning);
    const shape = [samples.count, columns.length, inputSize];
    const document = {
      analysis: "jacobian",
      ...describeRun(platform, model, output, samples, values.seed),
      ...found,
      outputs: columns,
      inputs: inputSize,
      file,
      shape,
      type,
      bytes,
      meanNorm,
      seconds: (platform.now() - started) / 1000,
    };
    const lines = [
      `Jacobian of "${output}" with respect to "${model.wrt}" around ${samples.count} samples of ${samples.source}`,
      `${file}: "jacobian", ${shape.join(" × ")} (sample × output × input), ${type}, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
      `mean Frobenius norm ${formatNumber(meanNorm)}${found.accuracy === undefined ? "" : `, accuracy ${formatPercent(found.accuracy)}`}`,
    ];
    return { document, text: lines.join("\n") };
  } finally {
    await jacobians.close();
  }
}

async function emitted(
  model: LoadedModel,
  file: string,
  { output, outputs, seed }: Values,
  { platform, started }: Context,
): Promise<Outcome> {
  const derivative = jacobianModel(model, { output, ...(outputs && { outputs }) });
  const bytes = writeModel(derivative);
  await platform.files.write(file, bytes);
  const { inputs, outputs: results, nodes } = derivative.graph;
  const document = {
    analysis: "jacobian",
    netspectra: platform.versions["netspectra"] ?? "unknown",
    seed,
    model: describeModel(model, results[1]!.name),
    data: null,
    file,
    bytes: bytes.length,
    inputs,
    outputs: results,
    nodes: nodes.length,
    seconds: (platform.now() - started) / 1000,
    versions: platform.versions,
  };
  const describe = ({ name, type, shape }: (typeof inputs)[number]) => `${name}: ${type} ${shape?.join(" × ")}`;
  const lines = [
    `${file}: ${nodes.length} nodes, operator set 18`,
    ...inputs.map((info) => `  in   ${describe(info)}`),
    ...results.map((info) => `  out  ${describe(info)}`),
  ];
  return { document, text: lines.join("\n") };
}

function blocksOptions({ output, outputs, batch, device, threads }: Values): JacobianBlocksOptions {
  return { output, device, ...(outputs && { outputs }), ...(batch && { batch }), ...(threads && { threads }) };
}
