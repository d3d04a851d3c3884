import type { CellResult, Claim, Judgement, Overview } from "netspectra/experiments";
import { mean, meanInterval } from "../../shared/groups.ts";
import { cannotTell, judgeTogether } from "../../shared/judge.ts";
import { judgePairs } from "../../shared/judgePairs.ts";
import { cellsWith } from "../../shared/trialsOf.ts";
import { type Characteristic, characteristics } from "./measureTrial.ts";

type Results = readonly CellResult[];
const names = Object.keys(characteristics) as Characteristic[];

/** Distances of a trial's first and fifth layer from its sixth in one characteristic; trials that lack a number are left out. */
function distances(results: Results, regulariser: string, name: Characteristic) {
  const own = cellsWith(results, { regulariser });
  return [...new Set(own.map(({ cell }) => cell["seed"]))].flatMap((seed) => {
    const [first, fifth, sixth] = ["1st", "5th", "6th"].map(
      (layer) => own.find(({ cell }) => cell["seed"] === seed && cell["layer"] === layer)?.measures[name],
    );
    if (typeof first !== "number" || typeof fifth !== "number" || typeof sixth !== "number") return [];
    return [{ far: Math.abs(first - sixth), near: Math.abs(fifth - sixth) }];
  });
}

const regularisersOf = (results: Results) => [...new Set(results.map(({ cell }) => String(cell["regulariser"])))];

/** Each characteristic by itself: the fifth layer is nearer to the sixth than the first is, whatever the regulariser. */
export const linearClaims: readonly Claim[] = names.map((name) => ({
  statement: `The fifth layer (ReLU) and the sixth (linear) are similar in ${characteristics[name].label}, more than the first and the sixth, under each regulariser.`,
  source: "section 3.2, Table 2",
  judge: (results) =>
    judgeTogether(regularisersOf(results).map((regulariser) => judgeNearer(results, regulariser, name))),
}));

function judgeNearer(results: Results, regulariser: string, name: Characteristic): Judgement {
  const found = distances(results, regulariser, name);
  const measure = { ...characteristics[name], label: `distance in ${characteristics[name].label}` };
  if (found.length === 0) return cannotTell(`No trial of ${regulariser} has all three layers`);
  return judgePairs({
    first: `the first and sixth layer (${regulariser})`,
    second: "the fifth and sixth",
    pairs: found.map(({ far, near }) => [far, near]),
    measure,
    expected: "above",
  });
}

/** How far the layers are apart. */
export function linearOverview(results: Results): Overview {
  return {
    title: "Distances from the linear layer",
    about:
      "Mean over the trials of the absolute difference between two layers of the same network, with its interval of 95 %. The nearer layer is " +
      "bold; where the interval of the difference between the two distances includes 0, both are italic.",
    columns: characteristics,
    rows: regularisersOf(results).flatMap((regulariser) =>
      (["near", "far"] as const).map((side) => ({
        name: `${regulariser}: ${side === "near" ? "5th" : "1st"} and 6th`,
        estimates: Object.fromEntries(names.map((name) => [name, estimateOf(results, regulariser, name, side)])),
      })),
    ),
  };
}

function estimateOf(results: Results, regulariser: string, name: Characteristic, side: "near" | "far") {
  const found = distances(results, regulariser, name);
  const own = found.map((distance) => distance[side]);
  const nearer = meanInterval(found.map(({ near, far }) => far - near));
  const told = nearer !== null && (nearer[0] > 0 || nearer[1] < 0);
  const isNearer = nearer !== null && (side === "near" ? nearer[0] > 0 : nearer[1] < 0);
  const mark = isNearer ? ("best" as const) : nearer !== null && !told ? ("overlaps" as const) : undefined;
  return { value: mean(own), interval: meanInterval(own), ...(mark && { mark }) };
}
