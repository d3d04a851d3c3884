import * as v from "valibot";
import { fail, float64, type Tensor } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { packNumbers, unpackNumbers } from "../checkpoint/packNumbers.ts";
import { openProductJournal, type ProductJournal } from "../checkpoint/productJournal.ts";
import type { StateStore } from "../checkpoint/stateStore.ts";
import type { EdjmSpectrum, LazyState } from "./accumulator.ts";
import type { RunKeeper, RunState } from "./runState.ts";

const savedRun = v.strictObject({
  position: v.strictObject({ chunk: v.number(), pass: v.number(), unit: v.number() }),
  accuracy: v.strictObject({ right: v.number(), classes: v.array(v.number()) }),
  spectra: v.array(v.looseObject({})),
  /** Names of what is collected. */
  collected: v.array(v.string()),
  /** Names of what was collected of the outputs of earlier chunks, where that is what is wanted. */
  kept: v.array(v.string()),
  journal: v.unknown(),
});

export interface StoredRunKeeper extends RunKeeper {
  /** Products of methods that form no matrix. */
  readonly journal: ProductJournal;
  /** Write what was collected of some outputs, to stay there. */
  keep(collected: LazyState): Promise<void>;
  /** Write what is left, with another document, which tells of a run that is finished. */
  finish(document: unknown, absoluteGradientSums: Float64Array): Promise<void>;
}

/**
 * Keep a run in a store: after each unit, if so many seconds have gone by since the last time. What is collected under a
 * name that ends with "!" is written once.
 *
 * @throws NetspectraError for a saved state that is none of such a run
 */
export function openRunKeeper(platform: Platform, store: StateStore, seconds: number): StoredRunKeeper {
  const { now } = platform;
  const document = store.document();
  const saved = document === undefined ? undefined : parse(document, store.folder);
  const kept = new Set(saved?.kept);
  let last = now();
  let latest: RunState | undefined;
  const journal = openProductJournal(platform, store, saved?.journal ?? {}, offerLatest);

  async function write(name: string, make: () => Tensor): Promise<void> {
    if (!(name.endsWith("!") && store.has(name))) await store.write(name, make());
  }

  async function save({ position, spectra, accuracy, absoluteGradientSums, collected }: RunState): Promise<void> {
    const tensors = new Map<string, () => Tensor>();
    tensors.set(gradients, () => vector(absoluteGradientSums));
    const packed = spectra.map((spectrum, j) => packNumbers(spectrum, `spectrum ${j}`, tensors) as object);
    for (const [name, make] of collected) tensors.set(collectedPrefix + name, make);
    for (const [name, make] of tensors) await write(name, make);
    const said: v.InferOutput<typeof savedRun> = {
      position,
      accuracy: { right: accuracy.right, classes: [...accuracy.classes] },
      spectra: packed.map((spectrum) => ({ ...spectrum })),
      collected: [...collected.keys()],
      kept: [...kept],
      journal: journal.document(),
    };
    await store.commit(said, new Set([...tensors.keys(), ...kept, ...journal.names()]));
    last = now();
  }

  async function offerLatest(): Promise<void> {
    if (latest && now() - last >= 1000 * seconds) await save(latest);
  }

  async function load(): Promise<RunState<ReadonlyMap<string, Tensor>> | undefined> {
    if (!saved) return undefined;
    const spectra: EdjmSpectrum[] = [];
    for (const each of saved.spectra) spectra.push((await unpackNumbers(each, store.read)) as EdjmSpectrum);
    const collected = new Map<string, Tensor>();
    for (const name of saved.collected) collected.set(name, await store.read(collectedPrefix + name));
    const { position, accuracy } = saved;
    const absoluteGradientSums = (await store.read(gradients)).data as Float64Array;
    return { position, accuracy, spectra, absoluteGradientSums, collected };
  }

  return {
    journal,
    load,
    async offer(state) {
      latest = state;
      await offerLatest();
    },
    async keep(collected) {
      for (const [name, make] of collected) {
        await write(collectedPrefix + name, make);
        kept.add(collectedPrefix + name);
      }
    },
    async finish(finished, absoluteGradientSums) {
      await store.write(gradients, vector(absoluteGradientSums));
      await store.commit(finished, [gradients, ...kept]);
    },
  };
}

/** Names of what a finished shard holds. */
export const gradients = "gradients";
export const collectedPrefix = "collected/";
const vector = (values: Float64Array) => float64([values.length], values);

function parse(document: unknown, folder: string): v.InferOutput<typeof savedRun> {
  const parsed = v.safeParse(savedRun, document);
  if (parsed.success) return parsed.output;
  return fail({
    subject: `the saved run in ${folder}`,
    expected: "how far an EDJM run is",
    got: "something else",
    todo: `Remove the folder ${folder} to start anew.`,
  });
}
