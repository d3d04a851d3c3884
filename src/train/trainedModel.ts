import { newGraph } from "../autodiff/index.ts";
import { fail } from "../base/index.ts";
import { createModel, type Model, writeModel } from "../graph/index.ts";
import type { Platform } from "../platform/index.ts";
import type { TrainableNetwork } from "./trainableNetwork.ts";
import type { TrainingState } from "./trainingState.ts";

/** What a model file says of its training; every entry becomes a text in `metadata_props`. */
export interface TrainingRecord {
  readonly netspectra: string;
  readonly seed: number;
  readonly "split-seed": number;
  /** Name of the data set or path of the file. */
  readonly data: string;
  readonly "data-sha256"?: string;
  /** The training configuration. */
  readonly config: unknown;
  /** Shares of right answers: train, validation, test. */
  readonly accuracy: Readonly<Record<string, number>>;
  readonly [key: string]: unknown;
}

/**
 * The network in inference mode with its weights as initialisers: input "x" (N × …), output "logits", opset 18.
 *
 * @param network the {@link regularisedNetwork} where regularisers put layers into it
 * @param state parameters and running statistics by name
 * @throws NetspectraError for a state of another network
 */
export function trainedModel(
  network: TrainableNetwork,
  input: readonly number[],
  state: TrainingState,
  record: TrainingRecord,
): Model {
  const g = newGraph();
  // "NAME:MEMORY" is the optimiser's.
  const unused = new Set([...state.keys()].filter((name) => !name.includes(":")));
  const { logits } = network(g, {
    mode: "inference",
    x: g.input("x", "float32", ["N", ...input]),
    parameter: ({ name }) => {
      unused.delete(name);
      return g.initializer(name, state.get(name) ?? failForeign(`none called ${name}`));
    },
  });
  if (unused.size > 0) failForeign(`also ${[...unused].join(", ")}`);
  const metadata = Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const);
  return createModel(g.finish({ logits }, "network"), {
    producerVersion: record.netspectra,
    metadata: Object.fromEntries(metadata),
  });
}

function failForeign(got: string): never {
  return fail({
    subject: "the parameters of a trained model",
    expected: "those of its network, no more and no less",
    got,
    todo: "Where regularisers put layers into the network, give regularisedNetwork(network, config.regularisers).",
  });
}

/** Write {@link trainedModel} to a file. @throws NetspectraError when the file cannot be written */
export async function saveModel(platform: Platform, path: string, model: Model): Promise<void> {
  await platform.files.write(path, writeModel(model));
}
