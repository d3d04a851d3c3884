import type { Estimate, Measure } from "../define/study.ts";
import type { OrderAgreement } from "./compareStudy.ts";
import type { Summary } from "./summariseRows.ts";

/** A value of a measure as tables show it: "7.40", "98.21 %"; "–" where there is none. */
export function formatMeasure(value: number | null | undefined, { decimals, percent }: Measure): string {
  if (value === null || value === undefined) return "–";
  return percent ? `${(100 * value).toFixed(decimals)}\u00a0%` : value.toFixed(decimals);
}

/** A mean with half of its 95 % interval: "7.40 ± 0.12"; the mean alone of a single value. */
export function formatSummary({ mean, interval }: Pick<Summary, "mean" | "interval">, measure: Measure): string {
  if (mean === null || interval === null) return formatMeasure(mean, measure);
  const unitless = { ...measure, percent: false };
  const scaled = (value: number) => (measure.percent ? 100 * value : value);
  const half = formatMeasure(scaled(interval[1] - mean), unitless);
  return `${formatMeasure(scaled(mean), unitless)} ± ${half}${measure.percent ? "\u00a0%" : ""}`;
}

/** An estimate with the ends of its interval, "0.52 (0.31 … 0.70)", or with its standard deviation, "2.85 ± 0.11 %". */
export function formatEstimate({ value, interval, deviation = null }: Estimate, measure: Measure): string {
  if (value !== null && deviation !== null) {
    return formatSummary({ mean: value, interval: [value - deviation, value + deviation] }, measure);
  }
  const ends = interval?.map((end) => formatMeasure(end, measure)).join(" … ");
  return ends === undefined ? formatMeasure(value, measure) : `${formatMeasure(value, measure)} (${ends})`;
}

/** "in the published order (τ = 1.00 over 6 pairs)" */
export function formatOrder({ tau, pairs, discordant, concordant }: OrderAgreement): string {
  if (tau === null) return pairs === 0 ? "a single row, which has no order" : "no order to compare";
  const what =
    discordant === 0 && concordant > 0
      ? "in the published order"
      : concordant === 0
        ? "in the opposite of the published order"
        : `${concordant} of ${concordant + discordant} pairs in the published order`;
  return `${what} (τ = ${tau.toFixed(2)} over ${pairs} ${pairs === 1 ? "pair" : "pairs"})`;
}
