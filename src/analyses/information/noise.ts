import { fail } from "../../base/index.ts";

/** The variance of the noise that is added to every unit: σ² itself, or a multiple of the layer's mean unit variance. */
export type Noise = { readonly variance: number } | { readonly relative: number };

/** "0.1" is σ², "relative:0.1" a tenth of the mean unit variance. @throws NetspectraError for what is no number above 0 */
export function parseNoise(given: string | number): Noise {
  const text = `${given}`.trim();
  const [, relative, number = ""] = /^(relative:)?\s*(.*)$/.exec(text) ?? [];
  const value = number === "" ? Number.NaN : Number(number);
  if (!(value > 0 && Number.isFinite(value))) {
    fail({
      subject: `--noise ${text}`,
      expected: "a variance above 0, such as 0.1, or a share of the mean unit variance, such as relative:0.1",
      got: `"${text}"`,
      todo: "Without noise the information of a layer about its input is the logarithm of the number of samples.",
    });
  }
  return relative ? { relative: value } : { variance: value };
}

/** σ² for a layer; null where a share of no variance is asked for. */
export function noiseVariance(noise: Noise, unitVariance: number): number | null {
  if ("variance" in noise) return noise.variance;
  const variance = noise.relative * unitVariance;
  return variance > 0 ? variance : null;
}
