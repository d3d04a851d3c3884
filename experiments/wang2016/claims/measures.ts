import type { Measure } from "netspectra/experiments";

type Named = readonly [string, Measure];

/** What most claims are about, by its name in the cells. */
export const score: Named = ["score", { label: "score", decimals: 2 }];
export const accuracy: Named = ["validationAccuracy", { label: "validation accuracy", decimals: 2, percent: true }];
export const testAccuracy: Named = ["testAccuracy", { label: "test accuracy", decimals: 2, percent: true }];
export const phoneAccuracy: Named = ["testAccuracy", { label: "phone accuracy", decimals: 2, percent: true }];
