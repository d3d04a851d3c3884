import { formatMeasure, type Measure } from "netspectra/experiments";
import { mean } from "../../shared/groups.ts";
import { characteristics } from "../shared/measureTrial.ts";
import { measured, type TaskCondition } from "./conditionTrials.ts";
import { type RegulariserRow, shownCharacteristics } from "./regulariserRows.ts";

/** A change of the test error relative to that of the baseline. */
export const changeMeasure: Measure = { label: "relative change of the test error", decimals: 0, percent: true };

/** What the rows say, in sentences: which helped, with which one should be careful, of which nothing can be told. */
export function advice(rows: readonly RegulariserRow[], conditions: readonly TaskCondition[]): readonly string[] {
  const known = rows.filter(({ change }) => change?.interval);
  const helped = known.filter(({ change }) => change!.interval![1] < 0).sort(byChange);
  const hurt = known.filter(({ change }) => change!.interval![0] > 0).sort((a, b) => byChange(b, a));
  const mixed = rows.filter((row) => !hurt.includes(row) && row.worse.length > 0);
  const open = rows.filter((row) => !helped.includes(row) && !hurt.includes(row));
  const over = conditions.length === 1 ? "here" : `on average over the ${conditions.length} conditions`;
  return [
    helped.length === 0
      ? "**No regulariser has surely helped**: the intervals of all changes have 0 in them or lie above it."
      : `**Try first** ${listed(helped.slice(0, 3).map(changeText))}: of those whose error was surely lower than the baseline's ${over}, ` +
        `${helped.length === 1 ? "it is the only one" : "it fell most with these"}.`,
    hurt.length === 0 && mixed.length === 0
      ? "None has surely done harm."
      : `**Careful with** ${listed([...hurt.map(changeText), ...mixed.map(({ name, worse }) => `${name} (surely worse in: ${worse.join("; ")})`)])}.`,
    ...(open.length === 0
      ? []
      : [
          `**Nothing can be told** ${over} of ${listed(open.map(({ name }) => name))}: with so few trainings their change may have either sign.`,
        ]),
    bestText(conditions),
    representationText(rows),
  ];
}

const byChange = (a: RegulariserRow, b: RegulariserRow) => (a.change?.value ?? 0) - (b.change?.value ?? 0);
function changeText({ name, change }: RegulariserRow): string {
  const [value, low, high] = [change!.value, ...change!.interval!].map((share) => formatMeasure(share, changeMeasure));
  return `${name} (${value}; ${low} … ${high})`;
}

/** Which has the lowest mean error under each condition. */
function bestText(conditions: readonly TaskCondition[]): string {
  const best = conditions.map((condition) => {
    const names = [...new Set(condition.trials.map(({ regulariser }) => regulariser))];
    const error = (name: string) => mean(measured(condition, name, "error")) ?? Number.POSITIVE_INFINITY;
    return {
      condition: condition.name,
      name: names.reduce((least, name) => (error(name) < error(least) ? name : least)),
    };
  });
  return `The lowest mean error had ${listed(best.map(({ condition, name }) => `${name} (${condition})`))}.`;
}

/** Which changes each characteristic of the representation most, up or down. */
function representationText(rows: readonly RegulariserRow[]): string {
  const most = shownCharacteristics.flatMap((name) => {
    const known = rows.flatMap((row) => {
      const ratio = row.ratios[name];
      return ratio === null ? [] : [{ name: row.name, ratio, size: Math.abs(Math.log(ratio)) }];
    });
    if (known.length === 0) return [];
    const { name: by, ratio } = known.reduce((best, next) => (next.size > best.size ? next : best));
    return [`${characteristics[name].label} by ${by} (× ${ratio.toFixed(2)})`];
  });
  return `The representation is changed most in ${listed(most)}.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
