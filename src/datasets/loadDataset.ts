import { fail, type Gather, type Samples } from "../base/index.ts";
import type { Platform } from "../platform/index.ts";
import { datasets, knownDataset } from "./define/registry.ts";
import { corpusLot } from "./load/corpusLot.ts";
import { csvLot } from "./load/csvLot.ts";
import { datasetLot } from "./load/datasetLot.ts";
import { feeding } from "./load/feeding.ts";
import { firstClasses } from "./load/firstClasses.ts";
import { createFrameStack } from "./load/frameContext.ts";
import { imageFolderLot } from "./load/imageFolderLot.ts";
import type { Lot, Picked } from "./load/lot.ts";
import { npzLot } from "./load/npzLot.ts";
import { arrange, type Limit, type Split, splitOwn, splitTraining, type Validation } from "./load/split.ts";

export type { Limit, Split, Validation };

export interface LoadOptions {
  /**
   * Which samples. Default: "test" for a named data set, and all samples for the user's own file or folder; such a
   * source is divided at random (80 : 10 : 10, by `splitSeed`) only where a split is asked for.
   */
  split?: Split | undefined;
  /** Seed of the division into training and validation samples (default 0). */
  splitSeed?: number | undefined;
  /** Which training samples of a named data set serve for validation (default "random"). */
  validation?: Validation | undefined;
  /**
   * Only samples of the first so many classes. The division into splits is that of all samples: none of them is in another
   * split for it.
   */
  classes?: number | undefined;
  /** Take the first so many (after shuffling). */
  limit?: Limit | undefined;
  /** Shuffle with this seed; default: the order is the file's. */
  shuffle?: number | undefined;
  /** Keep uint8 values as 0 … 255 instead of value / 255. */
  raw?: boolean | undefined;
  /** Subtracted after the scaling: one number, or one for each channel. */
  mean?: readonly number[] | undefined;
  /** Divided by after that. */
  std?: readonly number[] | undefined;
  /** The label column of a CSV file. */
  label?: string | undefined;
  /** Where to look for named sets first. */
  dataDir?: string | undefined;
}

/**
 * The samples that `spec` names: a data set, a `.npz` or `.csv` file, or a folder of class folders of images. Bytes stay
 * bytes in memory and become float32 only in `gather`.
 *
 * @throws NetspectraError for unknown names, missing or damaged files, labels that are no classes, more classes or samples than
 * there are, and values that are NaN or infinite (named by the first such sample).
 */
export async function loadDataset(platform: Platform, spec: string, options: LoadOptions = {}): Promise<Samples> {
  const { raw = false, mean, std } = options;
  const { lot, split, indices: whole } = await choose(platform, spec, options);
  const { indices, classes } = firstClasses(lot, whole, { wanted: options.classes, source: spec });
  const chosen = arrange(indices, { shuffle: options.shuffle, limit: options.limit, subject: `${spec} (${split})` });
  for (const note of lot.notes) platform.reporter.warn(`${spec}: ${note}`);
  const picked = await lot.pick(chosen);
  const { data, labels, utterances } = picked;
  const { shape, layout, notes } = lot;
  if (data instanceof Float32Array && !picked.context) checkFinite(data, chosen, spec);
  const gather = createGather(picked, lot, { raw, mean, std });
  return {
    source: spec,
    split,
    count: chosen.length,
    shape,
    ...(layout && { layout }),
    ...(labels && { labels }),
    ...(labels && classes && { classes }),
    ...(utterances && utterances.length > 0 && { utterances }),
    ...(notes.length > 0 && { notes }),
    bytes: data.byteLength,
    sha256: await fingerprint(platform, picked, { shape, layout, raw, mean, std }),
    gather,
  };
}

/** How the chosen samples become what a network is fed. */
function createGather(
  { data, context }: Picked,
  { shape, layout }: Lot,
  { raw, mean, std }: { raw: boolean; mean: readonly number[] | undefined; std: readonly number[] | undefined },
): Gather {
  if (!context) return feeding(data, shape, layout, { raw, mean, std }).gather;
  const stack = createFrameStack(data as Float32Array, context);
  const fed = (values: Float32Array, count: number) =>
    feeding(values, shape, layout, { raw, mean, std }).gather(Array.from({ length: count }, (_, i) => i));
  // What does not fit is said now.
  fed(new Float32Array(0), 0);
  return mean || std ? (indices) => fed(stack(indices), indices.length) : stack;
}

interface Choice {
  lot: Lot;
  split: string;
  indices: Uint32Array;
}

async function choose(platform: Platform, spec: string, options: LoadOptions): Promise<Choice> {
  const { split, splitSeed = 0, validation = "random", dataDir } = options;
  const dataset = knownDataset(spec);
  if (dataset?.kind === "corpus") {
    const chosen = split ?? "test";
    const lot = await corpusLot(platform, dataset, chosen, { dataDir, validation });
    return { lot, split: chosen, indices: all(lot) };
  }
  if (dataset) {
    const chosen = split ?? "test";
    const lot = await datasetLot(platform, dataset, chosen === "test" ? "test" : "train", dataDir);
    if (chosen === "test") return { lot, split: chosen, indices: all(lot) };
    // A subset of a data set gives up the same share of its samples as the whole.
    const validationCount = Math.round((lot.count * dataset.validation) / dataset.count.train);
    const indices = splitTraining(lot.count, validationCount, chosen, { validation, splitSeed });
    return { lot, split: chosen, indices };
  }
  const lot = await ownLot(platform, spec, options);
  return { lot, split: split ?? "all", indices: split ? splitOwn(lot.count, split, splitSeed) : all(lot) };
}

async function ownLot(platform: Platform, spec: string, { label }: LoadOptions): Promise<Lot> {
  const stat = await platform.files.stat(spec);
  if (stat?.kind === "folder") return await imageFolderLot(platform, spec);
  if (stat && /\.npz$/i.test(spec)) return await npzLot(platform, spec);
  if (stat && /\.csv$/i.test(spec)) return await csvLot(platform, spec, label);
  return fail({
    subject: `data "${spec}"`,
    expected: `a data set (${[...datasets.keys()].join(", ")}), a .npz or .csv file, or a folder of class folders of images`,
    got: stat ? "a file of another kind" : "neither a known name nor a path that exists",
    todo: stat
      ? "Convert it to .npz with numpy.savez(path, x=…, y=…)."
      : "Check the spelling; `netspectra datasets list` shows the known sets.",
  });
}

function all({ count }: Lot): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

function checkFinite(data: Float32Array, chosen: Uint32Array, spec: string): void {
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const size = data.length / chosen.length;
  fail({
    subject: `${spec}, sample ${chosen[Math.floor(bad / size)]}`,
    expected: "finite numbers that float32 can hold",
    got: `${data[bad]} (element ${bad % size})`,
    todo: "Mend or leave out such samples.",
  });
}

/** SHA-256 over all that decides what is fed: the stored values, the labels, and how values are scaled. */
async function fingerprint(platform: Platform, { data, labels, context }: Picked, how: object): Promise<string> {
  const digest = (array: Uint8Array | Float32Array | Int32Array | Uint32Array) =>
    platform.sha256(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const parts = {
    ...how,
    type: data instanceof Uint8Array ? "uint8" : "float32",
    data: await digest(data),
    labels: labels ? await digest(labels) : null,
    ...(context && { context: { ...context, rows: await digest(context.rows) } }),
  };
  return await platform.sha256(new TextEncoder().encode(JSON.stringify(parts)));
}
