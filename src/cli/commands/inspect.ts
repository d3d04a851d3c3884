import { type EdjmEstimate, type InspectResult, inspect } from "../../analyses/index.ts";
import { formatShape, type Shape } from "../../base/index.ts";
import { computingFlags, modelFlags, outFlag, outputFlags, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { grouped, integer } from "../flags.ts";
import { modelOptions } from "../modelOptions.ts";
import { formatTable } from "../output/formatTable.ts";

const { output, wrt } = outputFlags;
const { device, threads } = computingFlags;
const flags = {
  ...grouped("Estimate", {
    samples: integer("samples of the EDJM whose time and memory are estimated; 0 for none", { default: 10_000 }),
  }),
  ...modelFlags,
  output,
  wrt,
  device,
  threads,
  ...outFlag,
  ...reportingFlags,
};

/** `netspectra inspect MODEL` */
export const command = defineCommand({
  positionals: [{ name: "MODEL", help: "an ONNX file" }],
  flags,
  examples: [
    { command: "inspect model.onnx", about: "inputs, outputs, layers, parameters, and what an EDJM would take" },
    { command: "inspect model.onnx --samples 60000 --json", about: "the same as JSON, for 60,000 samples" },
  ],

  async run(values, [[path = ""] = []], { platform }) {
    const { samples, device: where, threads: count } = values;
    const result = await inspect(platform, path, {
      ...(await modelOptions(platform, { ...values, outputs: undefined })),
      samples,
      device: where,
      ...(count && { threads: count }),
    });
    return { document: result, text: textOf(result) };
  },
});

const shown = (shape: Shape | null) => (shape ? formatShape(shape) : "unknown shape");
const withCommas = (value: number) => value.toLocaleString("en-US");

function textOf(result: InspectResult): string {
  const { model, producer, opsets, inputs, outputs, parameters, layers, blocked, reason, notes, estimate } = result;
  const versions = Object.entries(opsets).map(([domain, version]) => `${domain || "ai.onnx"} ${version}`);
  const ports = [
    ...inputs.map(({ name, type, shape }) => ["in", name, type, shown(shape)]),
    ...outputs.map(({ name, type, shape }) => ["out", name, type, shown(shape)]),
  ];
  const rows = layers.map(({ layer, operator, shape, parameters: own }) => [
    layer,
    operator,
    shown(shape),
    own === 0 ? "" : withCommas(own),
  ]);
  const parts = [
    `${model.path}: ${withCommas(parameters)} parameters, ${producer ? `made by ${producer}, ` : ""}operator set ${versions.join(", ")}`,
    formatTable(["", "tensor", "type", "shape"], ports),
    formatTable(["layer", "operator", "shape", "parameters"], rows),
    ...notes.map((note) => `Note: ${note.replace(/\.$/, "")}.`),
    verdict(result),
    ...(blocked.length > 0
      ? [
          formatTable(
            ["node", "operator", "reason"],
            blocked.map(({ node, operator, reason: why }) => [node, operator, why]),
          ),
        ]
      : []),
    ...(reason !== undefined && blocked.length === 0 ? [reason] : []),
    ...(estimate ? [estimateText(estimate)] : []),
  ];
  return parts.join("\n\n");
}

function verdict({ differentiable, model, blocked }: InspectResult): string {
  const what = `"${model.output}" by "${model.wrt ?? model.input}"`;
  if (!differentiable) return `Not differentiable: ${what}.`;
  return blocked.length > 0
    ? `Differentiable: ${what}, but no derivative passes these nodes:`
    : `Differentiable: ${what}.`;
}

function estimateText({ samples, seconds, memory, outputs, inputs, samplesPerSecond }: EdjmEstimate): string {
  const what = `An EDJM of ${withCommas(samples)} samples (${withCommas(outputs)} outputs × ${withCommas(inputs)} inputs)`;
  const rate = samplesPerSecond < 10 ? samplesPerSecond.toPrecision(2) : withCommas(Math.round(samplesPerSecond));
  return `${what} would take about ${inUnits(seconds, times)} and ${inUnits(memory, sizes)} here (${rate} Jacobians a second, timed).`;
}

/** The largest unit of which there is at least one. */
const times = [
  [86400, "days"],
  [3600, "hours"],
  [60, "minutes"],
  [1, "s"],
] as const;
const sizes = [
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
] as const;

function inUnits(value: number, units: readonly (readonly [number, string])[]): string {
  const [size, unit] = units.find(([own]) => value >= own) ?? units.at(-1)!;
  const amount = value / size;
  return `${amount >= 100 ? withCommas(Math.round(amount)) : amount.toPrecision(2)} ${unit}`;
}
