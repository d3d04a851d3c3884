import * as v from "valibot";
import { count } from "../../base/configNumbers.ts";
import { trackedAnalyses } from "./trackedAnalyses.ts";

const names = [...trackedAnalyses.keys()];

/** What is measured of the network while it is trained. */
export const trackingConfig = v.strictObject({
  /** Names of analyses. */
  analyses: v.pipe(
    v.array(v.picklist(names, `one of ${names.join(", ")}`)),
    v.minLength(1, "one name at least"),
    v.check((given) => new Set(given).size === given.length, "each name once"),
  ),
  /** Of the validation samples (of the training samples where there are none), the first so many. Default 500. */
  samples: v.optional(count, 500),
  /** After the first epoch and after each N-th. Default 1: after each. */
  every: v.optional(count, 1),
});
export type Tracking = v.InferOutput<typeof trackingConfig>;
