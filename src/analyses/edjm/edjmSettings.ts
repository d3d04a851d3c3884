import { fail, matchInput, type Samples } from "../../base/index.ts";
import { jacobianSizes } from "../jacobianStream.ts";
import type { LoadedModel } from "../loadModel.ts";
import { checkValues, countForScore } from "../matrixFreeSide.ts";
import { type SelectedOutput, selectOutput } from "../selectOutput.ts";
import type { EdjmOptions } from "./edjmOptions.ts";

/** What an EDJM is of: checked, with all defaults filled in, but for how it is computed. */
export interface EdjmSettings {
  readonly model: LoadedModel;
  readonly selected: SelectedOutput;
  readonly data: Samples;
  /** n */
  readonly samples: number;
  /** d */
  readonly inputs: number;
  /** k, of which `columns` are asked for. */
  readonly outputs: number;
  readonly columns: readonly number[];
  readonly type: "float32" | "float64";
  readonly percentile: number;
  /** Samples of each group of the jackknife. */
  readonly groups: readonly (readonly number[])[];
  readonly curve: boolean;
  /** How many of the largest singular values reach below their percentile. */
  readonly needed: number;
  /** How many a method that is not exact computes. */
  readonly values: number;
}

/** @throws NetspectraError for data that do not fit the model, and options out of range */
export function edjmSettings(model: LoadedModel, samples: Samples, options: EdjmOptions): EdjmSettings {
  const percentile = options.epsilonPercentile ?? 90;
  if (!(percentile >= 0 && percentile <= 100)) {
    fail({ subject: "epsilonPercentile", expected: "a number from 0 to 100", got: `${percentile}` });
  }
  const selected = selectOutput(model, options.output);
  const data = matchInput(samples, model.sampleShape, model.layout);
  const n = data.count;
  if (n === 0) fail({ subject: data.source, expected: "at least one sample", got: "none" });
  if (options.batch !== undefined && options.batch > n) {
    fail({ subject: "--batch", expected: `at most ${n}, the number of samples`, got: `${options.batch}` });
  }
  const sizes = jacobianSizes(model, selected, options.outputs);
  const q = Math.min(n, sizes.inputSize);
  const needed = countForScore(q, percentile);
  return {
    model,
    selected,
    data,
    samples: n,
    inputs: sizes.inputSize,
    outputs: sizes.outputSize,
    columns: sizes.columns,
    type: sizes.rowType,
    percentile,
    groups: groupsOf(n, Math.max(1, Math.min(options.groups ?? 10, n))),
    curve: options.curve ?? false,
    needed,
    values: checkValues(options.values ?? Math.min(needed, 100), q),
  };
}

/** Sample i belongs to group i mod G, so that data sorted by class fall evenly into groups. */
function groupsOf(n: number, count: number): number[][] {
  return Array.from({ length: count }, (_, g) =>
    Array.from({ length: Math.ceil((n - g) / count) }, (__, i) => g + i * count),
  );
}
