import * as v from "valibot";
import { fail, type Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { AccuracyCounts } from "../accuracy.ts";
import type { SavedState } from "../checkpoint/savedState.ts";
import { openStateStore } from "../checkpoint/stateStore.ts";
import type { Common } from "../common.ts";
import type { LoadedModel } from "../loadModel.ts";
import { collectEdjm } from "./collect.ts";
import { headerOf } from "./edjm.ts";
import { edjmCostsOf } from "./edjmCostsOf.ts";
import { edjmIdentity } from "./edjmIdentity.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import { chooseEdjmPlan, type EdjmPlan } from "./edjmPlan.ts";
import type { EdjmHeader } from "./edjmResult.ts";
import { edjmSettings } from "./edjmSettings.ts";
import { openExactSide, spectraOptions } from "./openAccumulator.ts";
import { planText } from "./planText.ts";
import { openRowsOnDisk } from "./rowsOnDisk.ts";
import { openRunKeeper } from "./runKeeper.ts";
import { scheduleOf } from "./schedule.ts";

/** One part of several, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface EdjmShardOptions extends EdjmOptions {
  shard: Shard;
  /** Where the shard goes, and how often, in seconds; a run that is interrupted goes on from there. */
  checkpoint: { readonly folder: string; readonly seconds: number };
  /** Plain data that the merge should find beside the shards. */
  about?: unknown;
}

/** What is known when a shard is there: its arrays wait for the others. */
export interface EdjmShardResult extends Common {
  readonly analysis: "edjm";
  readonly status: "shard";
  readonly shard: Shard & { readonly samples: number };
  readonly inputs: number;
  readonly outputs: number;
  readonly plan: EdjmPlan;
}

/** The document of a finished shard. */
export interface ShardDocument {
  readonly shard: Shard;
  /** Samples of this shard. */
  readonly samples: number;
  readonly seconds: number;
  readonly type: "float32" | "float64";
  readonly header: EdjmHeader;
  readonly accuracy: AccuracyCounts;
  readonly about?: unknown;
}

/**
 * One part of `edjm`: every N-th unit of its samples. What they bring is written to a folder, for `mergeEdjm`.
 *
 * @throws NetspectraError for all that `edjm` refuses, methods that form no matrix, and more shards than there are units
 */
export async function edjmShard(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  { shard, checkpoint, about, ...options }: EdjmShardOptions,
): Promise<EdjmShardResult> {
  const started = platform.now();
  const settings = edjmSettings(model, samples, options);
  const plan = chooseEdjmPlan(await edjmCostsOf(platform, settings, options), options);
  const { inputs, type } = settings;
  const units = scheduleOf(settings.groups, inputs);
  checkShard(shard, plan, units.length);
  platform.reporter.info(planText(plan));
  const own = units
    .filter(({ index }) => index % shard.of === shard.index - 1)
    .map((unit, index) => ({ ...unit, index }));
  const samplesOf = (chosen: typeof own) => chosen.reduce((sum, { count }) => sum + count, 0);
  const groupSizes = settings.groups.map((_, g) => samplesOf(own.filter(({ group }) => group === g)));

  const identity = await edjmIdentity(platform, settings, plan, options);
  const store = await openStateStore(platform, checkpoint.folder, { ...identity, shard: `${shard.index}/${shard.of}` });
  const result = ({ seconds, samples: count }: ShardDocument): EdjmShardResult => {
    const { common, outputs } = headerOf(platform, settings, plan, options);
    const part = { ...shard, samples: count };
    return { analysis: "edjm", status: "shard", shard: part, ...common, inputs, outputs, plan, seconds };
  };
  const before = shardDocument(store.document());
  if (before) {
    platform.reporter.info(`this shard is finished: ${store.folder}`);
    return result(before);
  }
  const keeper = openRunKeeper(platform, store, checkpoint.seconds);
  const findings = await collectEdjm(platform, settings, plan, options, {
    units: own,
    open: async (columns) =>
      plan.side === "inputs"
        ? openExactSide(platform, plan, spectraOptions(settings, columns, groupSizes, options))
        : openRowsOnDisk(keeper.keep, columns, inputs),
    finish: async (accumulator) => {
      await keeper.keep(accumulator.state());
      return [];
    },
    keeper,
  });
  const document: ShardDocument = {
    shard,
    samples: samplesOf(own),
    seconds: (platform.now() - started) / 1000,
    type,
    header: headerOf(platform, settings, plan, options),
    accuracy: findings.accuracy,
    about,
  };
  await keeper.finish(document, findings.absoluteGradientSums);
  return result(document);
}

function checkShard({ index, of }: Shard, { method }: EdjmPlan, units: number): void {
  const subject = `--shard ${index}/${of}`;
  if (method !== "exact") {
    const todo = "Divide the outputs instead: --outputs.";
    fail({ subject, expected: "--method exact, whose sums can be divided", got: `--method ${method}`, todo });
  }
  if (of <= units) return;
  fail({
    subject,
    expected: `at most ${units} shards: samples are taken in units of one jackknife group, 1,024 samples at most`,
    got: `${of}`,
  });
}

const marks = v.looseObject({
  shard: v.strictObject({ index: v.number(), of: v.number() }),
  header: v.looseObject({ groupSizes: v.array(v.number()) }),
});

/** What a store says of its shard, if that is finished. */
export function shardDocument(document: SavedState["document"]): ShardDocument | undefined {
  return v.is(marks, document) ? (document as unknown as ShardDocument) : undefined;
}
