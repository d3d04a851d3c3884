import { formatEstimate, type Measure } from "netspectra/experiments";
import { mean } from "../../shared/groups.ts";
import { measured, type TaskCondition } from "./conditionTrials.ts";
import type { RegulariserRow } from "./regulariserRows.ts";

/** A change of the test error relative to that of the baseline. */
export const changeMeasure: Measure = { label: "change of the test error", decimals: 0, percent: true };

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
  ];
}

const byChange = (a: RegulariserRow, b: RegulariserRow) => (a.change?.value ?? 0) - (b.change?.value ?? 0);
const changeText = ({ name, change }: RegulariserRow) => `${name} (${formatEstimate(change!, changeMeasure)})`;

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

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
