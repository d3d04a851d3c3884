import * as v from "valibot";
import { notNegative } from "../../base/configNumbers.ts";
import * as registry from "../index.ts";
import type { Regulariser } from "./defineRegulariser.ts";

/** All regularisers by name. */
export const regularisers: ReadonlyMap<string, Regulariser> = new Map(
  Object.values(registry).map((regulariser) => [regulariser.name, regulariser]),
);

/** What a training configuration says of a regulariser: its name and weight, and options of its own. */
export interface RegulariserConfig {
  readonly name: string;
  readonly weight: number;
  readonly [option: string]: unknown;
}

/** The schema of each; one per name. */
export const regulariserConfigs = [...regularisers.values()].map(({ name, options }) =>
  v.strictObject({ name: v.literal(name), weight: notNegative, ...options }),
);

/** A regulariser of a configuration: one that is known, with its options and no others. */
export const regulariserConfig: v.GenericSchema<RegulariserConfig> = v.variant("name", regulariserConfigs);
