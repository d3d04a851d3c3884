import type { Difference, OrderAgreement, StudyComparison } from "../agreement/compareStudy.ts";
import { formatMeasure, formatOrder } from "../agreement/formatMeasure.ts";
import type { Measure, Study } from "../define/study.ts";
import { rowText } from "./comparisonTable.ts";

/** What agrees with the paper and what does not: sentences of Markdown, one for each measure that it has anything of. */
export function agreementText({ compare }: Pick<Study, "compare">, { agreement }: StudyComparison): readonly string[] {
  return Object.entries(agreement).map(([name, { order, differences }]) => {
    const measure = compare.measures[name]!;
    const orders = order.map(orderText);
    const parts = [orders.join("; "), differenceText(differences, measure)].filter((part) => part !== "");
    return `**${upper(measure.label)}.** ${parts.map((part) => `${upper(part)}.`).join(" ")}`.trim();
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
      ? `the difference from the published value is ${signed(low, measure)}`
      : `differences from the published values reach from ${signed(low, measure)} to ${signed(high, measure)}`;
  const judged = differences.filter(({ inside }) => inside !== null);
  const inside = judged.filter((difference) => difference.inside).length;
  return judged.length === 0 ? span : `${span}; ${inside} of ${judged.length} lie in our 95 % intervals`;
}

const signed = (value: number, measure: Measure) =>
  `${value < 0 ? "−" : "+"}${formatMeasure(Math.abs(value), measure)}`;
const upper = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
