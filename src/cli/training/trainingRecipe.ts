import * as v from "valibot";
import { fail } from "../../base/index.ts";
import type { Recipe, RecipeData } from "../../experiments/index.ts";
import { architecture, type Initialisation, svdLayers } from "../../models/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type TrainingConfig, trainingConfig } from "../../train/index.ts";

/** A recipe with nothing left to defaults. */
export interface TrainingRecipe extends Recipe {
  readonly initialisation: Initialisation;
  readonly training: TrainingConfig;
}

/** What the flags say over the file: keys of the training configuration, the optimiser's apart. */
export interface RecipeOverrides {
  readonly initialisation?: Initialisation | undefined;
  /** SVD layers in place of the dense hidden ones. */
  readonly svd?: boolean;
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
export async function trainingRecipe(
  platform: Platform,
  given: string,
  data: RecipeData,
  overrides: RecipeOverrides,
): Promise<TrainingRecipe> {
  const isFile = /\.json$/i.test(given);
  const {
    network,
    initialisation: initialised,
    optimiser = {},
    netspectra: _,
    ...rest
  } = isFile ? await readConfig(platform, given) : { network: given };
  const initialisation = overrides.initialisation ?? initialised ?? "he";
  // The numbers of one optimiser mean nothing to another.
  const { name } = overrides.optimiser;
  const kept = name === undefined || name === optimiser["name"] ? optimiser : {};
  const training = trainingConfig(
    { ...rest, ...overrides.config, optimiser: { name: "sgd", ...kept, ...overrides.optimiser } },
    isFile ? given : "training configuration",
  );
  const { layers } = architecture(network);
  return {
    data: { ...data, splitSeed: training.splitSeed },
    network: overrides.svd ? svdLayers(layers) : typeof network === "string" ? network : layers,
    initialisation,
    training,
  };
}

async function readConfig(
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
