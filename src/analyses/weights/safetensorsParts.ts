import { fail } from "../../base/index.ts";
import { isSafetensors } from "../../formats/index.ts";
import type { Files } from "../../platform/index.ts";

/** One file of a model in the `.safetensors` format. */
export interface SafetensorsPart {
  readonly path: string;
  readonly bytes: number;
  /** Tensors that an index says are there. */
  readonly names?: readonly string[];
}

/** An index is small; what is larger is no index. */
const longestIndex = 2 ** 28;

/**
 * The files of a model: of a `.safetensors` file itself, of an index (`model.safetensors.index.json`, whose `weight_map` says in which
 * file beside it each tensor is) all that it names. Undefined for other files.
 *
 * @throws NetspectraError for an index that is damaged, and files of it that are not there
 */
export async function safetensorsParts(files: Files, path: string): Promise<readonly SafetensorsPart[] | undefined> {
  const found = await files.stat(path);
  if (found?.kind !== "file") return undefined;
  if (isSafetensors(await files.readRange(path, 0, 16))) return [{ path, bytes: found.bytes }];
  if (!path.endsWith(".json")) return undefined;
  const names = new Map<string, string[]>();
  for (const [tensor, file] of Object.entries(await weightMap(files, path, found.bytes))) {
    // What lies elsewhere is none of a model's files.
    if (typeof file !== "string" || !/^[^/\\]+$/.test(file) || file === "..") {
      fail({ subject: `${path}: tensor "${tensor}"`, expected: "the name of a file beside the index", got: `${file}` });
    }
    names.set(file, [...(names.get(file) ?? []), tensor]);
  }
  return Promise.all(
    [...names].map(async ([file, own]) => {
      const part = files.join(files.resolve(path), "..", file);
      const there = await files.stat(part);
      if (there?.kind !== "file") {
        const todo = "Put all files of the model into one folder.";
        return fail({ subject: path, expected: `the file "${file}" beside it`, got: "no such file", todo });
      }
      return { path: part, bytes: there.bytes, names: own };
    }),
  );
}

async function weightMap(files: Files, path: string, bytes: number): Promise<Readonly<Record<string, unknown>>> {
  let parsed: unknown;
  try {
    if (bytes <= longestIndex) parsed = JSON.parse(new TextDecoder().decode(await files.read(path)));
  } catch {
    parsed = undefined;
  }
  const map = typeof parsed === "object" && parsed !== null && "weight_map" in parsed ? parsed.weight_map : undefined;
  if (typeof map === "object" && map !== null && !Array.isArray(map)) return { ...map };
  return fail({
    subject: path,
    expected: 'an index of .safetensors files, with a "weight_map"',
    got: "none",
    todo: "Give an ONNX or .safetensors file, or model.safetensors.index.json.",
  });
}
