import { fail } from "../base/index.ts";
import { type Layer, readLayers } from "./layers.ts";
import { mlp } from "./mlp.ts";
import { type Preset, presets } from "./presets.ts";

/** A network that can be built: its name for people, and its layers. */
export interface Architecture {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly preset?: Preset;
}

/**
 * The architecture that `given` names or is:
 *
 * - the name of a preset: "cnn-small"
 * - hidden layers of a perceptron: "mlp:6000", "mlp:256,128", "mlp:1500x4" (four layers of 1500), "mlp:512x2,64"
 * - a layer list: [{ "kind": "dense", "units": 100 }]
 *
 * @throws NetspectraError with what would be understood
 */
export function architecture(given: unknown): Architecture {
  if (Array.isArray(given)) return { name: "layers", layers: readLayers(given) };
  if (typeof given === "string" && Object.hasOwn(presets, given)) {
    const preset: Preset = presets[given as keyof typeof presets];
    return { name: given, layers: preset.layers, preset };
  }
  if (typeof given === "string" && given.startsWith("mlp:")) {
    return { name: given, layers: mlp(hiddenUnits(given)) };
  }
  return fail({
    subject: "network",
    expected: `a preset (${Object.keys(presets).join(", ")}), a perceptron such as "mlp:1500x4", or a list of layers`,
    got: typeof given === "string" ? `"${given}"` : typeof given,
  });
}

function hiddenUnits(spec: string): readonly number[] {
  return spec
    .slice("mlp:".length)
    .split(",")
    .flatMap((part) => {
      const match = /^([1-9]\d*)(?:x([1-9]\d*))?$/.exec(part.trim());
      if (!match) {
        return fail({
          subject: `network "${spec}"`,
          expected: 'units of the hidden layers, such as "mlp:256,128" or "mlp:1500x4"',
          got: part === "" ? "nothing" : `"${part}"`,
        });
      }
      return Array.from({ length: Number(match[2] ?? 1) }, () => Number(match[1]));
    });
}
