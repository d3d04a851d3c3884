import { activationNames, type InformationLayer, information, type NoiseLevel } from "netspectra/analyses";
import { type CellContext, firstSamples, type Measure, type Measured, type StudyNetwork } from "netspectra/experiments";

/** Variances of the noise that bounds are taken at: absolute ones around the customary 0.1, and multiples of the mean unit variance. */
export const noiseScales = {
  absolute: { noise: { variance: 0.1 }, base: 0.1, label: "σ² = 0.1" },
  relative: { noise: { relative: 1 }, base: 1, label: "σ² = v" },
} as const;
export type NoiseScale = keyof typeof noiseScales;

/** I(z;x) and I(z;y) of the layer z with noise on it, from below and from above. */
export const bounds = {
  inputLower: "I(z;x) ≥",
  inputUpper: "I(z;x) ≤",
  labelLower: "I(z;y) ≥",
  labelUpper: "I(z;y) ≤",
} as const satisfies Partial<Record<keyof NoiseLevel, string>>;
export type Bound = keyof typeof bounds;

/** The name of a bound at one of the two noises of the table, or of the array that has it at all noises. */
export const boundName = (scale: NoiseScale, bound: Bound) => `${scale}${capital(bound)}` as const;
/** The name of the array of the noises. */
export const noisesName = (scale: NoiseScale) => `${scale}Noise` as const;

const capital = <T extends string>(text: T) => `${text[0]!.toUpperCase()}${text.slice(1)}` as Capitalize<T>;

const scaleNames = Object.keys(noiseScales) as NoiseScale[];
const boundNames = Object.keys(bounds) as Bound[];

/** Columns of the table, in bits. */
export const informationMeasures = Object.fromEntries([
  ...scaleNames.flatMap((scale) =>
    boundNames.map((bound) => [
      boundName(scale, bound),
      { label: `${bounds[bound]} (${noiseScales[scale].label})`, decimals: 3 },
    ]),
  ),
  ["unitVariance", { label: "mean unit variance v", decimals: 3 }],
]) as Readonly<Record<`${NoiseScale}${Capitalize<Bound>}` | "unitVariance", Measure>>;

/**
 * Bounds, in bits, on what the last hidden layer tells of the sample and of its label (Kolchinsky and Tracey 2017): as measures at
 * the two customary noises, as arrays at 4⁻⁶ … 4⁶ times these. A layer whose units are all constant has no relative noise, and
 * nothing in the arrays of it.
 *
 * @param count takes the first so many test samples, or all
 */
export async function measureInformation(
  { model, recipe }: StudyNetwork,
  { platform, session, samples }: Pick<CellContext<unknown>, "platform" | "session" | "samples">,
  count: number,
): Promise<Measured> {
  const test = await samples(recipe, "test");
  const chosen = firstSamples(test, Math.min(count, test.count));
  const layers = [activationNames(model.graph).at(-1)!];
  const measures: Record<string, number | null> = {};
  const arrays: Record<string, readonly number[]> = {};
  for (const scale of scaleNames) {
    const { noise, base } = noiseScales[scale];
    const found = await information(platform, model, chosen, { ...session, layers, noise });
    const layer: InformationLayer = found.layers[0]!;
    const levels = layer.sweep ?? [];
    for (const bound of boundNames) {
      measures[boundName(scale, bound)] = layer[bound];
      arrays[boundName(scale, bound)] = levels.flatMap((level) => level[bound] ?? []);
    }
    arrays[noisesName(scale)] = levels.map((_, k) => base * 4 ** (k - (levels.length - 1) / 2));
    measures["unitVariance"] = layer.unitVariance;
  }
  return { measures, arrays };
}
