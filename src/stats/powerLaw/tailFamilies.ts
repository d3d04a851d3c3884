import { exponentialTail } from "./exponentialTail.ts";
import { lognormalTail } from "./lognormalTail.ts";
import { stretchedExponentialTail } from "./stretchedExponentialTail.ts";
import type { TailFamily } from "./tailFamily.ts";
import { truncatedPowerLawTail } from "./truncatedPowerLawTail.ts";

/** What a power law is compared with, in the order of the reports. */
export const alternativeTails: readonly TailFamily[] = [
  truncatedPowerLawTail,
  exponentialTail,
  stretchedExponentialTail,
  lognormalTail,
];
