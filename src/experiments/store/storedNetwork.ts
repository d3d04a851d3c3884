import * as v from "valibot";
import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { EpochRow } from "../../train/index.ts";
import type { Recipe } from "../define/recipe.ts";
import { hashOf } from "./canonicalJson.ts";
import { orSetAside, readSealed, writeSealed } from "./sealedDocument.ts";

/** Raised where a recipe comes to mean other weights: a change in training, initialisation or order. */
const format = 1;

const share = v.optional(v.number());
const shape = v.object({
  format: v.literal(format),
  netspectra: v.string(),
  recipe: v.unknown(),
  /** Why the training led nowhere; then there are no files. */
  diverged: v.optional(v.string()),
  accuracy: v.object({ train: v.number(), validation: share, test: share }),
  history: v.array(v.looseObject({ epoch: v.number() })),
  bestEpoch: v.number(),
  stopped: v.string(),
  parameters: v.number(),
  seconds: v.number(),
  dataSha256: v.record(v.string(), v.string()),
  /** SHA-256 by file name. */
  files: v.record(v.string(), v.string()),
  finished: v.string(),
  versions: v.record(v.string(), v.string()),
});

type Content = v.InferOutput<typeof shape>;

/** A trained network of the store; its ONNX files lie in `folder`. */
export interface StoredNetwork extends Omit<Readonly<Content>, "history" | "accuracy" | "diverged"> {
  readonly diverged?: string;
  readonly folder: string;
  readonly hash: string;
  readonly accuracy: { readonly train: number; readonly validation?: number; readonly test?: number };
  readonly history: readonly EpochRow[];
}

export const networkFiles = {
  document: "network.json",
  recipe: "recipe.json",
  model: "model.onnx",
  checkpoint: "checkpoint.onnx",
  kept: (epoch: number) => `epoch-${epoch}.onnx`,
};

/** Where the network of a recipe without search lies: STORE/networks/<hash of the recipe>. */
export async function networkFolder(
  platform: Platform,
  store: string,
  { search: _, ...recipe }: Recipe,
): Promise<{ readonly folder: string; readonly hash: string }> {
  const hash = await hashOf(platform, { format, recipe });
  return { folder: platform.files.join(store, "networks", hash), hash };
}

/** The finished network of a folder, or undefined; one that is damaged is set aside. */
export function finishedNetwork(
  platform: Platform,
  { folder, hash }: { readonly folder: string; readonly hash: string },
): Promise<StoredNetwork | undefined> {
  const { files } = platform;
  return orSetAside(platform, folder, async () => {
    const content = await readSealed(platform, files.join(folder, networkFiles.document), shape);
    if (!content) return undefined;
    for (const [name, sha256] of Object.entries(content.files)) {
      const path = files.join(folder, name);
      const there = (await files.stat(path)) ? await platform.sha256(await files.read(path)) : undefined;
      if (there === sha256) continue;
      const got = there === undefined ? "missing" : "damaged or changed";
      fail({ subject: path, expected: "the network that was written", got });
    }
    return { ...(content as unknown as StoredNetwork), folder, hash };
  });
}

/** What is known of a training that led nowhere: the same would happen again. */
export function divergedNetwork(recipe: Recipe, diverged: string) {
  const nothing = { history: [], bestEpoch: 0, stopped: "diverged", parameters: 0, seconds: 0, dataSha256: {} };
  return { recipe, diverged, accuracy: { train: 0 }, ...nothing };
}

/** Declare a network finished whose ONNX files lie in the folder. */
export async function writeNetwork(
  platform: Platform,
  folder: string,
  content: Omit<StoredNetwork, "format" | "netspectra" | "versions" | "finished" | "files" | "folder" | "hash">,
  names: readonly string[],
): Promise<void> {
  const { files } = platform;
  const checksums: Record<string, string> = {};
  for (const name of names) checksums[name] = await platform.sha256(await files.read(files.join(folder, name)));
  await writeSealed(platform, files.join(folder, networkFiles.document), {
    ...content,
    format,
    netspectra: platform.versions["netspectra"] ?? "unknown",
    files: checksums,
    finished: new Date().toISOString(),
    versions: platform.versions,
  });
}
