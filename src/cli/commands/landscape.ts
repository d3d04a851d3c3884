import {
  type LandscapeResult,
  landscape,
  landscapePath,
  type PathOptions,
  type PathResult,
} from "../../analyses/index.ts";
import { fail } from "../../base/index.ts";
import { computingFlags, dataFlags, modelFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { type FlagValues, grouped, integer, number, switchFlag } from "../flags.ts";
import { landscapeOutcome } from "../landscape/landscapeOutcome.ts";
import { pathOutcome } from "../landscape/pathOutcome.ts";
import { loadModels } from "../loadModels.ts";
import { requireData } from "../loadSamples.ts";
import { modelLabels } from "../output/modelLabels.ts";

// Nothing is held but the weights and one batch.
const { memory: _, ...computing } = computingFlags;

const flags = {
  ...dataFlags,
  ...modelFlags,
  ...grouped("Landscape", {
    steps: integer("points along each direction, or from one network to the other", { default: 25, min: 2, max: 1000 }),
    radius: number("how far the random directions are followed; 1 moves each filter by its own norm", {
      default: 1,
      min: 0,
    }),
    biases: switchFlag("random directions move biases, scales and shifts, too, each tensor as one filter"),
    margin: number("several networks: how far the line goes on beyond them, as a share of their distance", {
      default: 0.2,
      min: 0,
      max: 10,
    }),
    plane: switchFlag("two networks: also the plane through their line and a random direction"),
  }),
  ...computing,
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra landscape MODEL [MODEL [MODEL]] --data SRC` */
export const command = defineCommand({
  positionals: [
    {
      name: "MODEL",
      help: "an ONNX file; two of the same architecture: the line between them; three: also the plane through them",
      takes: "many",
    },
  ],
  flags,
  examples: [
    {
      command: "landscape model.onnx --data mnist --limit 1000 --out landscape",
      about: "loss and accuracy on a random plane through the weights, as contours and as a surface",
    },
    {
      command: "landscape a.onnx b.onnx --data mnist --limit 1000",
      about: "along the line between two networks, with the barrier between them",
    },
    {
      command: "landscape a.onnx b.onnx c.onnx --data cifar10 --limit 500 --steps 15 --out between",
      about: "also on the plane through three networks",
    },
  ],

  async run(values, [paths = []], context) {
    const { platform } = context;
    requireData(values);
    if (paths.length > 3) {
      fail({ subject: "landscape", expected: "one to three networks", got: `${paths.length}` });
    }
    if (values.plane && paths.length !== 2) {
      const got = paths.length === 1 ? "one: its plane is what is drawn" : "three: the plane is through them";
      fail({ subject: "--plane", expected: "two networks", got, todo: "Leave --plane out." });
    }
    const names = modelLabels(paths);
    const { models, samplesOf } = await loadModels(platform, values, paths);
    const samples = await samplesOf(models[0]);
    const options = optionsOf(values);
    const warn = ({ warnings = [] }: LandscapeResult | PathResult) => {
      for (const warning of warnings) platform.reporter.warn(warning);
    };
    if (models.length === 1) {
      const result = await landscape(platform, models[0]!, samples, options);
      warn(result);
      return landscapeOutcome(names[0]!, result, values, context);
    }
    const result = await landscapePath(platform, models, samples, options);
    warn(result);
    return pathOutcome(names, result, values, context);
  },
});

function optionsOf({ steps, radius, biases, margin, plane, batch, seed, device, threads }: Values): PathOptions {
  return {
    ...{ steps, radius, biases, margin, plane, seed, device },
    ...(batch !== undefined && { batch }),
    ...(threads && { threads }),
  };
}
