import * as v from "valibot";
import { fail, float64, type Tensor } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { openProductJournal, type ProductJournal } from "../checkpoint/productJournal.ts";
import type { StateStore } from "../checkpoint/stateStore.ts";
import type { EdjmSpectrum, LazyState } from "./accumulator.ts";
import type { RunKeeper, RunState } from "./runState.ts";

const score = v.nullable(v.number());
const savedRun = v.strictObject({
  position: v.strictObject({ chunk: v.number(), pass: v.number(), unit: v.number() }),
  accuracy: v.strictObject({ right: v.number(), classes: v.array(v.number()) }),
  spectra: v.array(
    v.strictObject({
      errors: v.boolean(),
      leftOutScores: v.array(score),
      curve: v.array(score),
      estimate: v.exactOptional(
        v.strictObject({ score, scoreError: score, status: v.picklist(["estimated", "ok", "zero", "flat"]) }),
      ),
      density: v.exactOptional(v.strictObject({ order: v.number(), converged: v.number(), probes: v.number() })),
    }),
  ),
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
    spectra.forEach(({ singularValues, errors, density }, j) => {
      tensors.set(valuesName(j), () => vector(singularValues));
      if (errors) tensors.set(errorsName(j), () => vector(errors));
      if (!density) return;
      tensors.set(nodesName(j), () => vector(density.nodes));
      for (const [p, own] of density.weights.entries()) tensors.set(weightsName(j, p), () => vector(own));
    });
    for (const [name, make] of collected) tensors.set(collectedPrefix + name, make);
    for (const [name, make] of tensors) await write(name, make);
    const said: v.InferOutput<typeof savedRun> = {
      position,
      accuracy: { right: accuracy.right, classes: [...accuracy.classes] },
      spectra: spectra.map(({ errors, leftOutScores, curve, estimate, density }) => ({
        errors: errors !== undefined,
        leftOutScores: [...leftOutScores],
        curve: [...curve],
        ...(estimate && {
          estimate: { score: estimate.score, scoreError: estimate.scoreError, status: estimate.status },
        }),
        ...(density && {
          density: { order: density.order, converged: density.converged, probes: density.weights.length },
        }),
      })),
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

  const numbers = async (name: string) => (await store.read(name)).data as Float64Array;

  async function densityOf(j: number, about: { order: number; converged: number; probes: number }) {
    const { order, converged, probes } = about;
    const weights: Float64Array[] = [];
    for (let p = 0; p < probes; p++) weights.push(await numbers(weightsName(j, p)));
    return { order, converged, nodes: await numbers(nodesName(j)), weights };
  }

  async function load(): Promise<RunState<ReadonlyMap<string, Tensor>> | undefined> {
    if (!saved) return undefined;
    const spectra: EdjmSpectrum[] = [];
    for (const [j, { errors, leftOutScores, curve, estimate, density: about }] of saved.spectra.entries()) {
      const singularValues = await numbers(valuesName(j));
      const bounds = errors && { errors: await numbers(errorsName(j)) };
      const density = about && { density: await densityOf(j, about) };
      spectra.push({ singularValues, ...bounds, leftOutScores, curve, ...(estimate && { estimate }), ...density });
    }
    const collected = new Map<string, Tensor>();
    for (const name of saved.collected) collected.set(name, await store.read(collectedPrefix + name));
    const { position, accuracy } = saved;
    return { position, accuracy, spectra, absoluteGradientSums: await numbers(gradients), collected };
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
const valuesName = (j: number) => `spectrum ${j}, values!`;
const errorsName = (j: number) => `spectrum ${j}, errors!`;
const nodesName = (j: number) => `spectrum ${j}, nodes!`;
const weightsName = (j: number, probe: number) => `spectrum ${j}, weights of probe ${probe}!`;
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
