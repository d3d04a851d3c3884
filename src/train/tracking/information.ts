import { information as measureInformation } from "../../analyses/index.ts";
import { layerKey } from "./layerKey.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** Bounds, in bits, on what the last hidden layer tells of the samples and of their labels; and the upper ones of every layer. */
export const information: TrackedAnalysis = {
  name: "information",
  measures: {
    inputUpper: "information on the input, upper bound",
    inputLower: "information on the input, lower bound",
    labelUpper: "information on the label, upper bound",
    labelLower: "information on the label, lower bound",
  },
  ofLayers: ["inputUpper", "labelUpper"],
  async measure(platform, { model }, samples, { session, seed }) {
    const { layers } = await measureInformation(platform, model, samples, { ...session, seed, sweep: false });
    const { inputUpper, inputLower, labelUpper, labelLower } = layers.at(-1) ?? {};
    const each = layers.flatMap((own) => [
      [layerKey("inputUpper", own.layer), own.inputUpper] as const,
      [layerKey("labelUpper", own.layer), own.labelUpper] as const,
    ]);
    return { inputUpper, inputLower, labelUpper, labelLower, ...Object.fromEntries(each) };
  },
};
