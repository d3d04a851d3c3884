import type { Estimate, Measure, Overview } from "netspectra/experiments";
import { type Bound, boundName, bounds, type NoiseScale, noiseScales, noisesName } from "./measureInformation.ts";
import { characteristics, errors, jacobians } from "./measureTrial.ts";
import { correlations, overRegularisers, type Read, type RegulariserResult } from "./overRegularisers.ts";
import { paperRegularisers } from "./regularisers.ts";

/** Correlations that the paper gives, at a noise that it does not state. */
export const publishedCorrelations = { inputLower: 0.84, inputUpper: 0.78 } as const;
export const inputBounds = ["inputLower", "inputUpper"] as const satisfies readonly Bound[];

/** What the paper may mean by the generalisation error. */
export type ErrorName = keyof typeof errors;
const errorNames = Object.keys(errors) as ErrorName[];
const scaleNames = Object.keys(noiseScales) as NoiseScale[];

export const readMeasure =
  (name: string): Read =>
  ({ measures }) =>
    measures[name];

/** The paper's own regularisers. */
export const ofPaper = (results: readonly RegulariserResult[]) =>
  results.filter(({ cell }) => (paperRegularisers as readonly string[]).includes(cell.regulariser));

/** One of the noises at which all bounds were taken. */
export interface NoiseOf {
  readonly scale: NoiseScale;
  /** σ², or its ratio to the mean unit variance. */
  readonly noise: number;
  /** "σ² = 0.4", "σ² = 4 v" */
  readonly name: string;
  readonly read: (bound: Bound) => Read;
}

/** All noises of the cells, ascending in each scale. */
export function noisesOf(results: readonly RegulariserResult[]): readonly NoiseOf[] {
  return scaleNames.flatMap((scale) => {
    const levels =
      results.map(({ arrays }) => arrays?.[noisesName(scale)] ?? []).find(({ length }) => length > 0) ?? [];
    return levels.map((noise, k) => ({
      scale,
      noise,
      name: noiseText(scale, noise),
      read:
        (bound: Bound): Read =>
        ({ arrays }) =>
          arrays?.[boundName(scale, bound)]?.[k],
    }));
  });
}

function noiseText(scale: NoiseScale, noise: number): string {
  const number = Number(noise.toPrecision(2));
  if (scale === "absolute") return `σ² = ${number}`;
  return number === 1 ? "σ² = v" : `σ² = ${number} v`;
}

const decimals = 2;

/** Pearson's correlation between the bounds on I(z;x) and the generalisation error, at every noise. */
export function noiseOverview(results: readonly RegulariserResult[]): Overview {
  const own = ofPaper(results);
  const column = (bound: (typeof inputBounds)[number], error: ErrorName) => `${bound} ${error}`;
  const columns: Record<string, Measure> = {};
  for (const error of errorNames) {
    for (const bound of inputBounds) {
      columns[column(bound, error)] = { label: `${bounds[bound]}, ${errors[error].label}`, decimals };
    }
  }
  const known = Object.entries(publishedCorrelations).map(([bound, value]) => [
    `${bound} error`,
    { value, interval: null },
  ]);
  const rows = noisesOf(own).map(({ name, read }) => ({
    name,
    estimates: Object.fromEntries([
      ...errorNames.flatMap((error) =>
        inputBounds.map((bound) => [
          column(bound, error),
          overRegularisers(own, [read(bound), readMeasure(error)], ([x, y]) => correlations.pearson(x!, y!)),
        ]),
      ),
      ...inputBounds.map((bound) => [`${bound} spread`, overRegularisers(own, [read(bound)], ([x]) => spread(x!))]),
    ]) as Record<string, Estimate>,
  }));
  for (const bound of inputBounds) columns[`${bound} spread`] = { label: `${bounds[bound]}, bits apart`, decimals };
  return {
    title: "Does the information about the sample follow the generalisation error? By the noise",
    about:
      "Pearson's correlation between the bounds on I(z;x) and the error over the paper's twelve regularisers, each of which is the mean of its trials. Bits " +
      "apart: the regulariser with the largest bound less the one with the smallest; where it is 0, every sample is told from all others whatever the " +
      "regulariser, and a correlation says nothing. In brackets 95 % of a bootstrap over the regularisers and their trials: twelve points leave wide intervals.",
    columns,
    rows: [{ name: "published, σ² not stated", estimates: Object.fromEntries(known) }, ...rows],
  };
}

const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

/** What else follows the error: the statistics that the paper rejects, and numbers of the Jacobian. */
export function predictorsOverview(results: readonly RegulariserResult[], all: boolean): Overview {
  const own = all ? results : ofPaper(results);
  const others = { ...characteristics, ...jacobians } as Readonly<Record<string, Measure>>;
  const readBounds = scaleNames.flatMap((scale) =>
    inputBounds.map((bound) => ({
      ...{ scale, bound, read: readMeasure(boundName(scale, bound)) },
      label: `${bounds[bound]}, ${noiseScales[scale].label}`,
    })),
  );
  const leader = readBounds.find(({ scale, bound }) => scale === "relative" && bound === "inputLower")!.read;
  const predictors = [
    ...readBounds,
    ...Object.entries(others).map(([name, { label }]) => ({ label, read: readMeasure(name) })),
  ];
  const kinds = Object.entries(correlations);
  return {
    title: `What follows the generalisation error: ${all ? "all regularisers" : "the paper's twelve"}`,
    about:
      "Correlations with the test error (Pearson's r as in the paper, Spearman's ρ, Kendall's τ-b), and r with the test error less the training error. " +
      "Lead: by how much |r| of the lower bound on I(z;x) at σ² = v with the test error is above |r| of this number. " +
      "In brackets 95 % of a bootstrap over these regularisers and their trials; a lead whose interval has 0 in it cannot be told from none.",
    columns: {
      pearson: { label: "test error: r", decimals },
      spearman: { label: "ρ", decimals },
      kendall: { label: "τ", decimals },
      gap: { label: `${errors.gap.label}: r`, decimals },
      lead: { label: "lead of I(z;x)", decimals },
    },
    rows: predictors.map(({ label, read }) => ({
      name: label,
      estimates: {
        ...Object.fromEntries(
          kinds.map(([kind, correlate]) => [
            kind,
            overRegularisers(own, [read, readMeasure("error")], ([x, y]) => correlate(x!, y!)),
          ]),
        ),
        gap: overRegularisers(own, [read, readMeasure("gap")], ([x, y]) => correlations.pearson(x!, y!)),
        lead: read === leader ? none : leadOver(own, leader, read),
      },
    })),
  };
}

const none: Estimate = { value: null, interval: null };

/** |r| of one number with the test error less |r| of another. */
export function leadOver(results: readonly RegulariserResult[], first: Read, second: Read): Estimate {
  return overRegularisers(results, [first, second, readMeasure("error")], ([x, z, y]) => {
    const [a, b] = [correlations.pearson(x!, y!), correlations.pearson(z!, y!)];
    return a === null || b === null ? null : Math.abs(a) - Math.abs(b);
  });
}
