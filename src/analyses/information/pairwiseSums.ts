import { throwIfCancelled } from "../../base/index.ts";
import { type GaussianChain, type GaussianPanel, type GaussianSums, gaussianSumsModule } from "../../kernels/index.ts";
import type { Platform, Task } from "../../platform/index.ts";
import type { GaussianLevel } from "../../stats/index.ts";

/** The sums over pairs, to be called in a worker. */
const sumTask: Task = { module: gaussianSumsModule, name: "gaussianSums" };

/** The activations of a layer at n samples. */
export interface HeldActivations {
  /** n × units, row-major. */
  readonly values: Float32Array | Float64Array;
  readonly units: number;
  /** Of each unit. */
  readonly means: Float64Array;
  readonly labels: Int32Array | undefined;
}

/** Numbers of a panel of points, at most: it is copied to a worker, in float64. */
const panelNumbers = 2 ** 21;

/** Points of a panel; even, so that groups are not cut into odd parts. */
const panelRows = (units: number) => Math.max(64, Math.min(1024, 64 * Math.floor(panelNumbers / units / 64)));

/** Pairs of panels that are looked at for n samples. */
export function pairCount({ values, units, labels }: HeldActivations): number {
  const panels = Math.ceil(placesOf(values.length / units, labels).length / panelRows(units));
  return (panels * (panels + 1)) / 2;
}

/**
 * Σ_j exp(−r‖z_i − z_j‖²) over all samples and over those of the same class, for each rate r of the chains. Distances are
 * computed block by block, n × n are never held; the result is the same with any number of workers.
 */
export async function pairwiseSums(
  platform: Platform,
  held: HeldActivations,
  chains: readonly GaussianChain[],
  report: (done: number) => void,
): Promise<GaussianLevel[]> {
  const n = held.values.length / held.units;
  const places = placesOf(n, held.labels);
  const rows = panelRows(held.units);
  const panels = Array.from({ length: Math.ceil(places.length / rows) }, (_, p) =>
    places.subarray(p * rows, (p + 1) * rows),
  );
  const pairs = panels.flatMap((_, i) => panels.slice(i).map((__, j) => [i, i + j] as const));
  const count = chains.reduce((sum, { levels }) => sum + levels, 0);
  const levels = Array.from({ length: count }, () => ({ all: new Float64Array(n), same: new Float64Array(n) }));
  const add = (panel: Int32Array, sums: GaussianSums) => {
    levels.forEach(({ all, same }, l) => {
      panel.forEach((sample, at) => {
        if (sample < 0) return;
        all[sample]! += sums.all[l * panel.length + at]!;
        same[sample]! += sums.same[l * panel.length + at]!;
      });
    });
  };
  type Found = { readonly first: GaussianSums; readonly second: GaussianSums | undefined };
  const start = ([i, j]: readonly [number, number]) => {
    const others = i === j ? undefined : panelOf(held, panels[j]!);
    const sums = platform.call<Found>(sumTask, panelOf(held, panels[i]!), others, chains);
    // Whoever gives up early never asks for these results; their failure must not end the process.
    sums.catch(() => {});
    return sums;
  };
  // So many are under way that no worker waits; they are added in their order.
  const ahead = pairs.slice(0, platform.cores + 1).map(start);
  for (const [at, [i, j]] of pairs.entries()) {
    throwIfCancelled(platform.signal, "information");
    const { first, second } = await ahead.shift()!;
    const next = pairs[at + platform.cores + 1];
    if (next) ahead.push(start(next));
    add(panels[i]!, first);
    if (second) add(panels[j]!, second);
    report(at + 1);
  }
  return levels;
}

/** The samples class by class; −1 fills an odd class up. */
function placesOf(n: number, labels: Int32Array | undefined): Int32Array {
  const order = Array.from({ length: n }, (_, i) => i);
  if (labels) order.sort((a, b) => labels[a]! - labels[b]! || a - b);
  const places: number[] = [];
  order.forEach((sample, at) => {
    places.push(sample);
    const next = order[at + 1];
    const ends = next === undefined || (labels && labels[next] !== labels[sample]);
    if (ends && places.length % 2 === 1) places.push(-1);
  });
  return Int32Array.from(places);
}

function panelOf({ values, units, means, labels }: HeldActivations, samples: Int32Array): GaussianPanel {
  const points = new Float64Array(samples.length * units);
  const groups = new Int32Array(samples.length);
  samples.forEach((sample, at) => {
    // What fills a class up comes after a sample of it.
    groups[at] = sample < 0 ? groups[at - 1]! : (labels?.[sample] ?? 0);
    // Centred, so that less is lost when distances are made of products.
    for (let u = 0; sample >= 0 && u < units; u++) points[at * units + u] = values[sample * units + u]! - means[u]!;
  });
  return { dimension: units, points, groups, fillers: Uint8Array.from(samples, (sample) => Number(sample < 0)) };
}
