import type { DigestRun, Scale } from "netspectra/experiments";

/** A training of one regulariser under one task condition. */
export interface ConditionTrial {
  readonly regulariser: string;
  readonly seed: number;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** All trainings under one task condition. */
export interface TaskCondition {
  /** "MNIST, 1k" */
  readonly name: string;
  readonly scale: Scale;
  readonly trials: readonly ConditionTrial[];
}

/** The tables that have conditions; Table 6 has the default of MNIST alone, with the networks that Table 8 has for it. */
export const tables = [
  { study: "choi2018/table-6", data: "MNIST" },
  { study: "choi2018/table-8", data: "MNIST" },
  { study: "choi2018/table-4", data: "CIFAR-10" },
  { study: "choi2018/table-9", data: "CIFAR-100" },
] as const;

/**
 * The finished trainings of Tables 6, 8, 4 and 9 by their condition, each once. Conditions without a training of the baseline
 * and one of a regulariser are left out, and so are generated data.
 */
export function taskConditions(runs: ReadonlyMap<string, DigestRun>): readonly TaskCondition[] {
  const found = new Map<string, { scale: Scale; trials: Map<string, ConditionTrial> }>();
  for (const { study, data } of tables) {
    const run = runs.get(study);
    if (!run || run.scale === "smoke") continue;
    for (const { cell, measures } of run.cells) {
      const { condition = "default", regulariser, seed } = cell;
      const name = `${data}, ${condition}`;
      const { trials } = found.get(name) ?? { trials: new Map<string, ConditionTrial>() };
      const trial = { regulariser: `${regulariser}`, seed: Number(seed), measures };
      const key = `${regulariser} ${seed}`;
      if (!trials.has(key)) trials.set(key, trial);
      found.set(name, { scale: found.get(name)?.scale ?? run.scale, trials });
    }
  }
  return [...found]
    .map(([name, { scale, trials }]) => ({ name, scale, trials: [...trials.values()] }))
    .filter(({ trials }) => new Set(trials.map(({ regulariser }) => regulariser)).size > 1)
    .filter(({ trials }) => trials.some(({ regulariser }) => regulariser === "baseline"));
}

/** A measure of all trials of a regulariser under a condition. */
export function measured({ trials }: TaskCondition, regulariser: string, measure: string): readonly number[] {
  return trials.flatMap((trial) => (trial.regulariser === regulariser ? (trial.measures[measure] ?? []) : []));
}
