import type { ActivationStream, LayerView } from "../activations/index.ts";
import type { HeldActivations } from "./pairwiseSums.ts";

/** The activations of some layers at all samples, with the mean variance of their units. */
export async function holdActivations(
  stream: ActivationStream,
  views: readonly LayerView[],
  report: (done: number) => void,
): Promise<{ readonly held: HeldActivations; readonly unitVariance: number }[]> {
  const { count, labels } = stream.samples;
  const all = views.map(({ units }, i) =>
    stream.types[i] === "float64" ? new Float64Array(count * units) : new Float32Array(count * units),
  );
  let done = 0;
  for await (const { indices, layers } of stream.run(Array.from({ length: count }, (_, i) => i))) {
    all.forEach((values, i) => {
      values.set(layers[i]!, done * views[i]!.units);
    });
    done += indices.length;
    report(done);
  }
  return views.map(({ units }, i) => {
    const values = all[i]!;
    const means = unitMeans(values, units);
    return { held: { values, units, means, labels }, unitVariance: meanVariance(values, units, means) };
  });
}

function unitMeans(values: Float32Array | Float64Array, units: number): Float64Array {
  const n = values.length / units;
  const means = new Float64Array(units);
  for (let at = 0, u = 0; at < values.length; at++, u = u + 1 === units ? 0 : u + 1) means[u]! += values[at]!;
  // A unit that is always the same has that as its mean, without rounding.
  return means.map((sum, u) => (sum === n * values[u]! ? values[u]! : sum / n));
}

function meanVariance(values: Float32Array | Float64Array, units: number, means: Float64Array): number {
  let sum = 0;
  for (let at = 0, u = 0; at < values.length; at++, u = u + 1 === units ? 0 : u + 1)
    sum += (values[at]! - means[u]!) ** 2;
  return sum / values.length;
}
