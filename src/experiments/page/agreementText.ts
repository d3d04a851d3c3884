import type { Difference, OrderAgreement, StudyComparison } from "../agreement/compareStudy.ts";
import { formatMeasure, formatOrder } from "../agreement/formatMeasure.ts";
import type { Measure, Study } from "../define/study.ts";
import { rowText } from "./comparisonTable.ts";

/** What agrees with the paper and what does not: sentences of Markdown, one for each measure that it has anything of. */
export function agreementText({ compare }: Pick<Study, "compare">, { agreement }: StudyComparison): readonly string[] {
  return Object.entries(agreement).flatMap(([name, { order, differences }]) => {
    const measure = compare.measures[name]!;
    const parts = [order.map(orderText).join("; "), differenceText(differences, measure)].filter((part) => part !== "");
    return parts.length === 0 ? [] : `**${upper(measure.label)}.** ${parts.map((part) => `${part}.`).join(" ")}`;
  });
}

function orderText(agreement: OrderAgreement): string {
  const place = rowText(agreement.within);
  return `${place === "" ? "" : `${place}: `}${formatOrder(agreement)}`;
}

function differenceText(differences: readonly Difference[], measure: Measure): string {
  if (differences.length === 0) return "";
  const sizes = differences.map(({ difference }) => difference);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const span =
    differences.length === 1
      ? `The difference from the published value is ${signed(low, measure)}`
      : `Differences from the published values reach from ${signed(low, measure)} to ${signed(high, measure)}`;
  const judged = differences.filter(({ inside }) => inside !== null);
  const inside = judged.filter((difference) => difference.inside).length;
  return judged.length === 0 ? span : `${span}; ${inside} of ${judged.length} lie in our 95 % intervals`;
}

/** Differences of shares are in points of percent. */
function signed(value: number, { percent = false, ...measure }: Measure): string {
  const size = formatMeasure(Math.abs(percent ? 100 * value : value), measure);
  const sign = Number(size) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${size}${percent ? " points" : ""}`;
}

const upper = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
