import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { readState, requireSame, type SavedState } from "../checkpoint/savedState.ts";
import type { CollectedState, EdjmSpectrum, Rows, SpectraAccumulator } from "./accumulator.ts";
import { chunksOf } from "./collect.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import { type EdjmHeader, type EdjmResult, edjmResult } from "./edjmResult.ts";
import { type Shard, type ShardDocument, shardDocument } from "./edjmShard.ts";
import { openExactSide, spectraOptions } from "./openAccumulator.ts";
import { rowsName } from "./rowsOnDisk.ts";
import { collectedPrefix, gradients } from "./runKeeper.ts";
import { scheduleOf, visitsOf } from "./schedule.ts";

/** A shard that was merged. */
export interface MergedShard extends Shard {
  readonly folder: string;
  readonly samples: number;
  readonly seconds: number;
}

export interface MergedEdjm extends EdjmResult {
  readonly shards: readonly MergedShard[];
}

interface ReadShard extends ShardDocument {
  readonly state: SavedState;
}

/**
 * The result of `edjm` from all of its shards. Where the rows themselves are kept (the samples side) it is the same to the last
 * bit; where sums are added, up to their rounding.
 *
 * @param folders where `edjmShard` has written
 * @returns also what was said about the shards
 * @throws NetspectraError for shards of different runs, and shards that are missing, given twice, damaged or not finished
 */
export async function mergeEdjm(
  platform: Platform,
  folders: readonly string[],
  options: Pick<EdjmOptions, "device" | "threads"> = {},
): Promise<{ result: MergedEdjm; about: unknown }> {
  const started = platform.now();
  const shards = await readShards(platform, folders);
  const [{ header, type, about }] = shards as [ReadShard];
  const { columns, inputs, groupSizes, epsilonPercentile: percentile, curve, plan } = header;
  const spectra: EdjmSpectrum[] = [];
  const chunks = chunksOf(columns, plan.outputsPerPass);
  const progress = platform.reporter.progress("Merge", chunks.length * shards.length, "parts");
  try {
    for (const [done, chunk] of chunks.entries()) {
      const choices = spectraOptions({ inputs, type, percentile, curve }, chunk, groupSizes, options);
      const accumulator = await openExactSide(platform, plan, choices);
      try {
        const merge = accumulator.merge?.bind(accumulator);
        if (!merge) await addRows(accumulator, chunk, header, shards);
        for (const [i, { state }] of shards.entries()) {
          await merge?.(await collectedOf(state, chunk));
          progress.update(done * shards.length + i + 1);
        }
        spectra.push(...(await accumulator.finish()));
      } finally {
        await accumulator.close();
      }
    }
  } finally {
    progress.finish();
  }
  const absoluteGradientSums = new Float64Array(columns.length * inputs);
  for (const { state } of shards) {
    const sums = (await state.read(gradients)).data as Float64Array;
    for (let i = 0; i < sums.length; i++) absoluteGradientSums[i]! += sums[i]!;
  }
  const classes = shards[0]!.accuracy.classes.map((_, c) => sum(shards.map(({ accuracy }) => accuracy.classes[c]!)));
  const accuracy = { right: sum(shards.map(({ accuracy: { right } }) => right)), classes };
  const result = edjmResult(header, { spectra, accuracy, absoluteGradientSums }, (platform.now() - started) / 1000);
  const merged = shards.map(({ shard, samples, seconds, state: { folder } }) => ({
    ...shard,
    folder,
    samples,
    seconds,
  }));
  return { result: { ...result, shards: merged }, about };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What a shard has collected of these outputs, and of all. */
async function collectedOf({ names, read }: SavedState, columns: readonly number[]): Promise<CollectedState> {
  const state = new Map<string, Awaited<ReturnType<typeof read>>>();
  for (const stored of names) {
    if (!stored.startsWith(collectedPrefix)) continue;
    const name = stored.slice(collectedPrefix.length);
    const [, column] = /^(\d+)\//.exec(name) ?? [];
    if (column === undefined || columns.includes(Number(column))) state.set(name, await read(stored));
  }
  return state;
}

/** Rows go by as they do in a run, in its order. */
async function addRows(
  accumulator: SpectraAccumulator,
  columns: readonly number[],
  { groupSizes, inputs, plan }: EdjmHeader,
  shards: readonly ReadShard[],
): Promise<void> {
  const groups = groupSizes.map((size) => new Array<number>(size).fill(0));
  for (const { pass, unit } of visitsOf(scheduleOf(groups, inputs, plan.samplesPerPass ?? undefined))) {
    const { state } = shards[unit.index % shards.length]!;
    const rows: Rows[] = [];
    for (const column of columns) {
      const name = rowsName(column, Math.floor(unit.index / shards.length));
      rows.push((await state.read(collectedPrefix + name)).data as Rows);
    }
    await accumulator.add(rows, { ...unit, pass });
  }
}

/** All shards of one run, in their order. */
async function readShards(platform: Platform, folders: readonly string[]): Promise<readonly ReadShard[]> {
  const shards: ReadShard[] = [];
  for (const folder of folders) shards.push(await readShard(platform, folder));
  const [first] = shards;
  if (!first) return fail({ subject: "SHARD", expected: "folders written by edjm --shard I/N", got: "none" });
  const identityOf = ({ state }: ReadShard) => ({ ...state.identity, shard: "" });
  const { of } = first.shard;
  for (const each of shards) {
    const subject = `the shard in ${each.state.folder}`;
    if (each.shard.of !== of) {
      const [expected, got] = [`one of ${of}, as the shard in ${first.state.folder}`, `one of ${each.shard.of}`];
      fail({ subject, expected, got, todo: "Samples would be counted twice: merge shards of one division." });
    }
    requireSame(each.state.folder, identityOf(each), identityOf(first), "Merge shards of one run.");
    const twin = shards.find((other) => other !== each && other.shard.index === each.shard.index);
    if (!twin) continue;
    const expected = `another part than that in ${twin.state.folder}`;
    fail({ subject, expected, got: `${each.shard.index}/${of} again`, todo: "Name each shard once." });
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter(
    (i) => !shards.some(({ shard }) => shard.index === i),
  );
  if (missing.length === 0) return shards.toSorted((a, b) => a.shard.index - b.shard.index);
  const got = `${shards.length}: ${missing.map((index) => `${index}/${of}`).join(", ")} missing`;
  return fail({ subject: "SHARD", expected: `all ${of} shards`, got, todo: "Name the folders of all of them." });
}

async function readShard(platform: Platform, folder: string): Promise<ReadShard> {
  const { files } = platform;
  const state = await readState(platform, files.join(folder, "shard"));
  if (!state) {
    const expected = "a folder written by edjm --shard I/N";
    const got = (await files.stat(folder)) ? "a folder without a shard" : "no such folder";
    return fail({ subject: folder, expected, got });
  }
  const document = shardDocument(state.document);
  if (document) return { ...document, state };
  return fail({
    subject: folder,
    expected: "a finished shard",
    got: `${state.identity["shard"]}, which was interrupted`,
    todo: "Give its command again: it goes on from where it was.",
  });
}
