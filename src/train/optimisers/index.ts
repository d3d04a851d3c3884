import * as v from "valibot";
import { adam, adamConfig } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";
import { rmsprop, rmspropConfig } from "./rmsprop.ts";
import { sgd, sgdConfig } from "./sgd.ts";

export type { Optimiser, Update, Updated } from "./optimiser.ts";

export const optimiserConfigs = [sgdConfig, adamConfig, rmspropConfig] as const;

/** Which optimiser, and its numbers. */
export const optimiserConfig = v.variant("name", [...optimiserConfigs]);
export type OptimiserConfig = v.InferOutput<typeof optimiserConfig>;

/** The optimiser that a configuration names. */
export function createOptimiser(config: OptimiserConfig): Optimiser {
  switch (config.name) {
    case "sgd":
      return sgd(config);
    case "adam":
      return adam(config);
    case "rmsprop":
      return rmsprop(config);
  }
}
