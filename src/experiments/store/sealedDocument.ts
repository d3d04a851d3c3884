import * as v from "valibot";
import { fail, NetspectraError } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { canonicalJson } from "./canonicalJson.ts";

type Machine = Pick<Platform, "files" | "sha256">;

const looseObject = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** Write a document of plain JSON with a checksum over all that it says. */
export async function writeSealed({ files, sha256 }: Machine, path: string, document: object): Promise<void> {
  // As a reader will see it.
  const said = JSON.parse(canonicalJson(document)) as object;
  const seal = await sha256(new TextEncoder().encode(canonicalJson(said)));
  await files.write(path, `${JSON.stringify({ ...said, sha256: seal }, null, 1)}\n`);
}

/**
 * A document that was written by {@link writeSealed}, of this shape, or undefined where there is no file.
 *
 * @throws NetspectraError for a file that is cut off, damaged, changed, or another one
 */
export async function readSealed<const T extends v.GenericSchema>(
  { files, sha256 }: Machine,
  path: string,
  shape: T,
): Promise<v.InferOutput<T> | undefined> {
  if (!(await files.stat(path))) return undefined;
  const expected = "a document of a run store";
  const parsed = v.safeParse(looseObject, new TextDecoder().decode(await files.read(path)));
  if (!parsed.success) return fail({ subject: path, expected, got: "a file that is cut off, or another one" });
  const { sha256: seal, ...said } = parsed.output;
  if (seal !== (await sha256(new TextEncoder().encode(canonicalJson(said))))) {
    return fail({ subject: path, expected, got: "one that was damaged or changed" });
  }
  const checked = v.safeParse(shape, said);
  if (checked.success) return checked.output;
  const at = v.getDotPath(checked.issues[0]);
  return fail({ subject: path, expected, got: `one of another shape${at ? ` (at "${at}")` : ""}` });
}

/**
 * What `read` yields; a damaged folder is moved aside, which is told, and is as if it had never been.
 *
 * @param folder whose content `read` finds damaged
 */
export async function orSetAside<T>(
  { files, reporter }: Pick<Platform, "files" | "reporter">,
  folder: string,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NetspectraError) || error.name === "CancelledError") throw error;
    let number = 1;
    while (await files.stat(`${folder}.corrupt-${number}`)) number++;
    await files.rename(folder, `${folder}.corrupt-${number}`);
    const { subject, got } = error.complaint;
    reporter.warn(`${subject} is ${got}; its folder was set aside as ${folder}.corrupt-${number}, and is made again.`);
    return undefined;
  }
}
