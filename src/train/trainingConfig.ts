import * as v from "valibot";
import { count, notNegative, positive, seed } from "../base/configNumbers.ts";
import { fail } from "../base/index.ts";
import { type RegulariserConfig, regulariserConfig, regulariserConfigs } from "../regularisers/define/regularisers.ts";
import { weightScheduleConfigs } from "../regularisers/define/weightSchedule.ts";
import { augmentationConfig } from "./augmentation.ts";
import { earlyStoppingConfig } from "./earlyStopping.ts";
import { labelKinds } from "./loss.ts";
import { optimiserConfig, optimiserConfigs } from "./optimisers/index.ts";
import { scheduleConfig, scheduleConfigs } from "./schedule.ts";
import { trackingConfig } from "./tracking/trackingConfig.ts";

const projectionConfig = v.strictObject({
  /** Steps between two projections; one more at the end of each epoch. Default null: that one alone. */
  everySteps: v.optional(v.nullable(count), null),
  /**
   * What the optimiser remembers of the factors is forgotten, or goes with them. Default "transport": then it hardly matters how
   * often they are projected, and training gets further (measured, see docs/decisions/0008-svd-layers.md).
   */
  memory: v.optional(v.picklist(["reset", "transport"], '"reset" or "transport"'), "transport"),
});

const schema = v.strictObject({
  /** Default: SGD with momentum 0.9 and learning rate 0.05. */
  optimiser: v.optional(optimiserConfig, { name: "sgd" }),
  /** Samples per step. The last, smaller batch of an epoch is left out; another epoch leaves out others. Default 100. */
  batch: v.optional(count, 100),
  /** Default 50. */
  epochs: v.optional(count, 50),
  /** Default: halved when the validation accuracy has not improved for 5 epochs. */
  schedule: v.optional(scheduleConfig, { kind: "plateau" }),
  /** Default: after 20 epochs without improvement; null: never. */
  earlyStopping: v.optional(v.nullable(earlyStoppingConfig), {}),
  /** Of every parameter. Default 0. */
  weightDecay: v.optional(notNegative, 0),
  /** As in AdamW, instead of as an L2 penalty. Default false. */
  decoupledWeightDecay: v.optional(v.boolean("true or false"), false),
  /** Of the order of the samples and of dropout; the network has its own for its first weights. Default 0. */
  seed: v.optional(seed, 0),
  /** Of the division into training and validation data, for the record. Default 0. */
  splitSeed: v.optional(seed, 0),
  /**
   * What is added to the loss, `{ name, weight, … }`, or put into layers, `{ name, … }`: at most one of a name. Default:
   * nothing.
   */
  regularisers: v.optional(
    v.pipe(
      v.array(regulariserConfig),
      v.check((given) => new Set(given.map(({ name }) => name)).size === given.length, "each name once"),
    ),
    [],
  ),
  /** Of the factors of SVD layers. */
  projection: v.optional(projectionConfig, {}),
  /** What is learned: the labels of the data, or probabilities or logits that are given beside them. Default "hard". */
  labels: v.optional(v.picklist(labelKinds, '"hard", "soft" or "logits"'), "hard"),
  /** Divides the logits where probabilities are learned: the targets are those at the same temperature. Default 1. */
  temperature: v.optional(positive, 1),
  /** Random changes of the training images; teachers answer for the images as they are. Default: none. */
  augmentation: v.optional(augmentationConfig),
  /** What is measured of the network after each epoch, for the history. Default: nothing beside loss and accuracy. */
  track: v.optional(trackingConfig),
});

/** How a network is trained, with all defaults filled in; plain JSON. */
export type TrainingConfig = v.InferOutput<typeof schema>;
/** What a user writes: everything may be missing. */
export type TrainingConfigInput = v.InferInput<typeof schema>;

/** Weight decay as the optimisers take it. */
export interface WeightDecay {
  readonly rate: number;
  readonly decoupled: boolean;
}

/**
 * A configuration from JSON, with defaults.
 *
 * @throws NetspectraError that names the first key that is unknown or has no sound value
 */
export function trainingConfig(given: unknown = {}, subject = "training configuration"): TrainingConfig {
  const result = v.safeParse(schema, given);
  if (result.success) return requireOwnTemperature(result.output, subject);
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? "";
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = knownKeys(path.split(".").slice(0, -1), given);
    return fail({ subject, expected: `only the keys ${known.join(", ")}`, got: `"${path}"` });
  }
  return fail({
    subject: path === "" ? subject : `${subject}: "${path}"`,
    expected: wording(issue),
    got: issue.received.replace(/^undefined$/, "nothing"),
  });
}

function requireOwnTemperature(config: TrainingConfig, subject: string): TrainingConfig {
  if (config.labels === "soft" || config.temperature === 1) return config;
  return fail({
    subject: `${subject}: "temperature"`,
    expected: `1 where "labels" is "${config.labels}"`,
    got: `${config.temperature}`,
    todo: 'Only probabilities have a temperature: "labels": "soft".',
  });
}

/** Our own wording of a check where there is one; valibot's otherwise. */
function wording({ message, expected }: v.BaseIssue<unknown>): string {
  return /^Invalid /.test(message) ? (expected ?? "another value").replaceAll(" | ", " or ") : message;
}

function knownKeys(parent: readonly string[], given: unknown): readonly string[] {
  const [name] = parent;
  if (name === undefined) return Object.keys(schema.entries);
  if (name === "projection") return Object.keys(projectionConfig.entries);
  if (name === "earlyStopping") return Object.keys(earlyStoppingConfig.entries);
  if (name === "regularisers") {
    const { regularisers } = given as { readonly regularisers: readonly RegulariserConfig[] };
    const { name: chosen, schedule } = regularisers[Number(parent[1])] ?? {};
    if (parent[2] === "schedule") return keysOf(weightScheduleConfigs, schedule?.kind);
    return Object.keys(regulariserConfigs.find(({ entries }) => entries.name.literal === chosen)?.entries ?? {});
  }
  if (name === "track") return Object.keys(trackingConfig.entries);
  if (name === "augmentation") return Object.keys(augmentationConfig.entries);
  const chosen = (given as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[name] ?? {};
  const optimiser = optimiserConfigs.find(({ entries }) => entries.name.literal === chosen["name"]);
  return name === "optimiser" ? Object.keys(optimiser?.entries ?? {}) : keysOf(scheduleConfigs, chosen["kind"]);
}

/** The keys of a schedule of one kind. */
function keysOf(
  schedules: readonly { readonly entries: { readonly kind: { readonly literal: string } } }[],
  kind: unknown,
): readonly string[] {
  return Object.keys(schedules.find(({ entries }) => entries.kind.literal === kind)?.entries ?? {});
}
