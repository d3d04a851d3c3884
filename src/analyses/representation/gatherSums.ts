import type { Samples } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { ActivationSums } from "../../stats/index.ts";
import type { ActivationStream, LayerView } from "../activations/index.ts";
import { gatherLayerSums } from "./layerSums.ts";

/** Samples that are summed together: all, or those of a class. */
export interface SampleGroup {
  /** The label; undefined for all samples. */
  readonly label: number | undefined;
  readonly indices: readonly number[];
}

/** The sums of one group, per layer. */
export interface GroupSums extends SampleGroup {
  readonly sums: readonly ActivationSums[];
}

/** All samples, or the samples of each class in order of the labels. */
export function sampleGroups({ count, labels }: Samples, classWise: boolean): SampleGroup[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (!classWise || !labels) return [{ label: undefined, indices: all }];
  return [...new Set(labels)]
    .sort((a, b) => a - b)
    .map((label) => ({ label, indices: all.filter((i) => labels[i] === label) }));
}

/** Let the samples go through the network once, group by group, and sum over their activations. */
export async function gatherSums(
  platform: Platform,
  stream: ActivationStream,
  views: readonly LayerView[],
  groups: readonly SampleGroup[],
  { activations, session }: { readonly activations: "positive" | "all"; readonly session: SessionOptions },
  report: (done: number) => void,
): Promise<GroupSums[]> {
  // The products of all layers wait for each other: side by side they would only take the cores from one another.
  const inTurn = queue();
  const layers = views.map((view, i) =>
    gatherLayerSums(platform, view, stream.types[i]!, activations, session, inTurn),
  );
  const found: GroupSums[] = [];
  let done = 0;
  try {
    for (const group of groups) {
      for await (const batch of stream.run(group.indices)) {
        for (const [i, layer] of layers.entries()) await layer.add(batch.layers[i]!);
        done += batch.indices.length;
        report(done);
      }
      const sums: ActivationSums[] = [];
      for (const layer of layers) sums.push(await layer.take());
      found.push({ ...group, sums });
    }
    return found;
  } finally {
    for (const layer of layers) await layer.close();
  }
}

/** Starts a piece of work when all before it have ended, well or not. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
