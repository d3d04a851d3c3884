import * as v from "valibot";
import { notNegative } from "../../base/configNumbers.ts";
import * as registry from "../index.ts";
import type { Regulariser } from "./defineRegulariser.ts";
import { type WeightSchedule, weightScheduleConfig } from "./weightSchedule.ts";

/** All regularisers by name. */
export const regularisers: ReadonlyMap<string, Regulariser> = new Map(
  Object.values(registry).map((regulariser) => [regulariser.name, regulariser]),
);

/** What a training configuration says of a regulariser: its name, the weight of a penalty, and options of its own. */
export interface RegulariserConfig {
  readonly name: string;
  readonly weight?: number;
  /** How the weight changes; default: it does not. */
  readonly schedule?: WeightSchedule | undefined;
  readonly [option: string]: unknown;
}

const weighted = { weight: notNegative, schedule: v.exactOptional(weightScheduleConfig) };

/** The schema of each; one per name. */
export const regulariserConfigs = [...regularisers.values()].map(({ name, kind, options }) => {
  const own: v.ObjectEntries = kind === "layer" ? options : { ...weighted, ...options };
  const named = { name: v.literal(name) };
  return v.strictObject({ ...named, ...own, ...named });
});

/** A regulariser of a configuration: one that is known, with its options and no others. */
export const regulariserConfig: v.GenericSchema<RegulariserConfig> = v.variant("name", regulariserConfigs);
