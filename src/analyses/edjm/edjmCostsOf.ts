import type { Platform } from "../../platform/index.ts";
import { jacobianCost } from "../jacobianStream.ts";
import type { EdjmCosts, Work } from "./edjmCosts.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import type { EdjmSettings } from "./edjmSettings.ts";
import { machineSpeed } from "./machineSpeed.ts";

/** Node, the runtime and our own code, before any model. */
const baseBytes = 220 * 2 ** 20;
/** Times that the weights are held: as they were read, as they are handed to the runtime, and as it packs them. */
const weightCopies = 4;
/** Times that the values of a run are held: one run in the runtime, one that is read. */
const runCopies = 2;

/** Rates at speed 1, measured with bench/edjm.js on two cores: gradients, float64 products, eigenvalues on one core. */
const nominal = { network: 1.3e11, products: 4.5e10, eigenvalues: 4e9 };

/** What is known of the costs of an EDJM before any work but one small product, to see how fast this machine is. */
export async function edjmCostsOf(
  platform: Platform,
  settings: EdjmSettings,
  options: EdjmOptions,
): Promise<EdjmCosts> {
  const { model, selected, data, columns } = settings;
  const costFor = (count: number) =>
    jacobianCost(platform, model, selected, data, {
      columns: columns.slice(0, count),
      ...(options.batch !== undefined && { batch: options.batch }),
    });
  const [one, several] = [costFor(1), costFor(Math.min(columns.length, 4))];
  // Each further output adds a reverse pass, and needs no more weights.
  const steps = Math.max(1, Math.min(columns.length, 4) - 1);
  const linear = (key: "flops" | "bytes" | "peakBytes") => (count: number) =>
    one[key] + ((several[key] - one[key]) / steps) * (count - 1);
  const [flops, peakBytes] = [linear("flops"), linear("peakBytes")];
  const batches = new Map<number, number>();
  const batch = (count: number) => {
    if (!batches.has(count)) batches.set(count, costFor(count).batch);
    return batches.get(count)!;
  };
  const speed = await machineSpeed(platform, options);
  return {
    samples: settings.samples,
    inputs: settings.inputs,
    outputs: columns.length,
    elementBytes: settings.type === "float64" ? 8 : 4,
    groups: settings.groups.length,
    curve: settings.curve,
    values: settings.values,
    cores: platform.cores,
    batch,
    networkFlops: flops,
    networkBytes: (count) =>
      baseBytes + (data.bytes ?? 0) + weightCopies * several.fixedBytes + runCopies * batch(count) * peakBytes(count),
    seconds: ({ network, products, eigenvalues }: Work, matrices: number, networkRate = speed * nominal.network) => {
      const lanes = Math.min(platform.cores, matrices);
      const others = products / nominal.products + eigenvalues / (nominal.eigenvalues * lanes);
      return network / networkRate + others / speed;
    },
  };
}
