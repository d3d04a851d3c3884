import { loadModel } from "../../analyses/index.ts";
import { CancelledError, firstSamples, type Samples } from "../../base/index.ts";
import { type Model, writeModel } from "../../graph/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { TrainingData } from "../trainingData.ts";
import { layerOf } from "./layerKey.ts";
import { trackedAnalyses } from "./trackedAnalyses.ts";
import type { Tracking } from "./trackingConfig.ts";

/** What one analysis found after an epoch: `status` "ok" with its numbers, or "failed" with a `reason` and null for each. */
export type TrackedMeasures = Readonly<Record<string, number | string | null>>;

/** Measures the network after epochs. */
export interface Tracker {
  /** By analysis; undefined after epochs in which nothing is measured. @throws CancelledError alone */
  measure(epoch: number, model: () => Model): Promise<Readonly<Record<string, TrackedMeasures>> | undefined>;
}

/**
 * A tracker of a training. It measures what the commands do with their defaults around the first samples, but without intervals,
 * and does not change the training. An analysis that fails is told of once.
 */
export function createTracker(
  platform: Platform,
  { analyses, samples, every }: Tracking,
  data: TrainingData,
  options: { readonly session: SessionOptions; readonly seed: number },
): Tracker {
  const around = trackedSamples(data, samples);
  const told = new Set<string>();
  const quiet: Platform = { ...platform, reporter: silent };
  const failed = (name: string, epoch: number, reason: string) => {
    if (!told.has(name))
      platform.reporter.warn(`tracking of ${name} failed in epoch ${epoch}, training goes on: ${reason}`);
    told.add(name);
  };
  return {
    async measure(epoch, modelOf) {
      if (epoch !== 1 && epoch % every !== 0) return undefined;
      const bytes = writeModel(modelOf());
      const found: Record<string, TrackedMeasures> = {};
      for (const name of analyses) {
        const { measures, ofLayers = [], measure } = trackedAnalyses.get(name)!;
        try {
          const model = await loadModel(quiet, bytes, { name: `epoch ${epoch}`, sampleShape: around.shape });
          const numbers = await measure(quiet, { model, bytes }, around, options);
          const layers = Object.keys(numbers).filter((key) => ofLayers.some((one) => layerOf(one, key) !== undefined));
          found[name] = { status: "ok", ...onlyFinite([...Object.keys(measures), ...layers], numbers) };
        } catch (error) {
          if (error instanceof CancelledError) throw error;
          const reason = error instanceof Error ? error.message : String(error);
          failed(name, epoch, reason);
          found[name] = { status: "failed", reason, ...onlyFinite(Object.keys(measures), {}) };
        }
      }
      return found;
    },
  };
}

/** The samples that are tracked: the first ones for validation, else for training. */
export function trackedSamples({ train, validation }: TrainingData, count: number): Samples {
  return firstSamples(validation ?? train, count);
}

function onlyFinite(keys: readonly string[], numbers: Readonly<Record<string, number | null | undefined>>) {
  return Object.fromEntries(
    keys.map((key) => {
      const value = numbers[key];
      return [key, typeof value === "number" && Number.isFinite(value) ? value : null];
    }),
  );
}

/** An epoch's analyses take part in the progress of the training alone. */
const silent: Platform["reporter"] = {
  progress: () => ({ update: () => undefined, finish: () => undefined }),
  info: () => undefined,
  warn: () => undefined,
};
