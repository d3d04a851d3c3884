import { random } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Rows } from "../edjm/accumulator.ts";
import type { DensitySettings } from "./densitySettings.ts";
import { type RowSource, type StackedSpectrum, stackedSpectrum } from "./stackedSpectrum.ts";

/**
 * The spectrum of a matrix with the same entries in random order: whatever of a spectrum comes from correlations between
 * entries is gone, what comes from their distribution stays. The rows go by once more, and are all held.
 */
export async function shuffledSpectrum(
  platform: Platform,
  rows: RowSource,
  { samples: n, width, type, plan, seed }: DensitySettings,
  session: SessionOptions,
): Promise<StackedSpectrum> {
  const entries = type === "float64" ? new Float64Array(n * width) : new Float32Array(n * width);
  let at = 0;
  for await (const block of rows(Array.from({ length: n }, (_, i) => i))) {
    entries.set(block, at);
    at += block.length;
  }
  shuffle(entries, seed);
  const source: RowSource = async function* (samples) {
    const [first = 0] = samples;
    yield entries.subarray(first * width, (first + samples.length) * width);
  };
  return stackedSpectrum(platform, source, { samples: n, width, type }, plan, session);
}

/** A random order (Fisher and Yates), in place. */
function shuffle(entries: Rows, seed: number): void {
  const stream = random(seed, "shuffled entries");
  for (let i = entries.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const kept = entries[i]!;
    entries[i] = entries[j]!;
    entries[j] = kept;
  }
}
