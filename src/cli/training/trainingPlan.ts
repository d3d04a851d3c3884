import * as v from "valibot";
import { fail } from "../../base/index.ts";
import { type Architecture, architecture, type Initialisation } from "../../models/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type TrainingConfig, trainingConfig } from "../../train/index.ts";

/** A network and how it is trained; `config.json` is one, and makes the same training again. */
export interface TrainingPlan {
  /** The preset's name or the layer list, as it was given. */
  readonly network: unknown;
  readonly architecture: Architecture;
  readonly initialisation: Initialisation;
  readonly config: TrainingConfig;
}

/** What the flags say over the file: keys of the training configuration, the optimiser's apart. */
export interface PlanOverrides {
  readonly initialisation?: Initialisation | undefined;
  readonly optimiser: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

const initialisations = ["he", "glorot"] as const;
const file = v.looseObject({
  network: v.union([v.string(), v.array(v.unknown())]),
  initialisation: v.optional(v.picklist(initialisations)),
  optimiser: v.optional(v.record(v.string(), v.unknown())),
});

/**
 * What `train PRESET|CONFIG.json` asks for, with the flags put over it.
 *
 * @throws NetspectraError for names that are no preset, and for files that are no configuration
 */
export async function trainingPlan(platform: Platform, given: string, overrides: PlanOverrides): Promise<TrainingPlan> {
  const isFile = /\.json$/i.test(given);
  const {
    network,
    initialisation: initialised,
    optimiser = {},
    netspectra: _,
    ...rest
  } = isFile ? await readPlan(platform, given) : { network: given };
  const initialisation = overrides.initialisation ?? initialised ?? "he";
  // The numbers of one optimiser mean nothing to another.
  const { name } = overrides.optimiser;
  const kept = name === undefined || name === optimiser["name"] ? optimiser : {};
  const config = trainingConfig(
    { ...rest, ...overrides.config, optimiser: { name: "sgd", ...kept, ...overrides.optimiser } },
    isFile ? given : "training configuration",
  );
  return { network, architecture: architecture(network), initialisation, config };
}

async function readPlan(
  platform: Platform,
  path: string,
): Promise<v.InferOutput<typeof file> & Record<string, unknown>> {
  const text = new TextDecoder().decode(await platform.files.read(path));
  const result = v.safeParse(file, parseJson(text, path));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue);
  return fail({
    subject: key ? `${path}: "${key}"` : path,
    expected:
      key === "network"
        ? 'the name of a preset, a perceptron such as "mlp:128x4", or a list of layers'
        : key === "initialisation"
          ? `one of ${initialisations.join(", ")}`
          : "an object",
    got: issue.received.replace(/^undefined$/, "nothing"),
    todo: 'The least is {"network": "mlp-deep"}.',
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const got = text.trim() === "" ? "an empty file" : `other text (${error instanceof Error ? error.message : error})`;
    return fail({ subject: path, expected: "a training configuration in JSON", got });
  }
}
