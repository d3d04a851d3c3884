import { isType, type Samples } from "../base/index.ts";
import type { Platform } from "../platform/index.ts";
import type { TrainingConfig } from "./trainingConfig.ts";
import type { TrainingData } from "./trainingData.ts";
import type { TrainingState } from "./trainingState.ts";

/** What the numbers of a training depend on. */
export interface TrainingSource {
  readonly config: TrainingConfig;
  readonly data: TrainingData;
  /** The state before the first step. */
  readonly first: TrainingState;
  readonly extra: Readonly<Record<string, unknown>>;
}

/**
 * What a training is of, as texts that are compared when it is resumed. The number of epochs counts only where the
 * learning rate depends on it, so that a training can be made longer.
 */
export async function identify(
  platform: Platform,
  { config, data, first, extra }: TrainingSource,
): Promise<Record<string, string>> {
  const { epochs, splitSeed: _, ...rest } = config;
  const settings = config.schedule.kind === "cosine" ? { ...rest, epochs } : rest;
  const { targets, targetsOf } = data;
  return {
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, text(value)])),
    ...Object.fromEntries(Object.entries(extra).map(([key, value]) => [key, text(value)])),
    train: describe(data.train),
    validation: data.validation ? describe(data.validation) : "none",
    "first weights": await fingerprint(platform, first),
    ...(targets && { targets: targetsOf ?? (await platform.sha256(bytesOf(targets))) }),
  };
}

function describe({ source, split, count, shape, sha256 }: Samples): string {
  return text({ samples: count, shape, ...(sha256 ? { sha256 } : { source, split }) });
}

async function fingerprint(platform: Platform, state: TrainingState): Promise<string> {
  const shapes = [...state].map(([name, { shape }]) => `${name} ${shape}`).join("\n");
  const hashes = [await platform.sha256(new TextEncoder().encode(shapes))];
  for (const tensor of state.values()) {
    if (isType(tensor, "float32")) hashes.push(await platform.sha256(bytesOf(tensor.data)));
  }
  return platform.sha256(new TextEncoder().encode(hashes.join("\n")));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);

/** JSON with sorted keys. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
