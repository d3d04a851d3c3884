import { fail } from "../../base/index.ts";
import { gunzip, readTar } from "../../formats/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { DatasetFile, FiledDataset, FileSet, NamedBytes, Part } from "../define/defineDataset.ts";

/** Where a file of a data set lies: on its own, gzipped or not, or inside the archive it came in. */
export interface Located {
  readonly file: DatasetFile;
  readonly path: string;
  /** Its path inside the archive at `path`. */
  readonly member?: string;
  readonly bytes: number;
}

/** The files of one part of a data set, all in one folder. */
export interface LocatedPart {
  readonly folder: string;
  readonly fileSet: FileSet;
  readonly files: readonly Located[];
}

/** What the content of a file turned out to be, by its SHA-256. */
export interface Identified extends NamedBytes {
  readonly path: string;
  /** "original", what is special about it, or undefined where the content is not one that is known. */
  readonly identity: string | undefined;
}

/** Folders D that may hold a set in `D/<name>/`, in the order in which they are searched. */
export function datasetRoots({ files, environment }: Platform, dataDir: string | undefined): readonly string[] {
  const roots = [
    dataDir,
    environment("NETSPECTRA_DATA"),
    files.join(files.cache, "datasets"),
    // Debian's data set packages, such as dataset-fashion-mnist.
    "/usr/share/datasets",
  ];
  return [...new Set(roots.filter((root): root is string => root !== undefined && root !== ""))];
}

/** The first folder that holds all the files of `part`, or undefined. */
export async function findPart(
  platform: Platform,
  dataset: FiledDataset,
  part: Part,
  dataDir?: string,
): Promise<LocatedPart | undefined> {
  for (const root of datasetRoots(platform, dataDir)) {
    const folder = platform.files.join(root, dataset.name);
    const entries = await entriesOf(platform, dataset, folder);
    for (const fileSet of dataset.fileSets) {
      const files = fileSet[part].map((file) => locate(dataset, file, entries));
      if (files.length > 0 && files.every((file) => file !== undefined)) return { folder, fileSet, files };
    }
  }
  return undefined;
}

/** @throws NetspectraError that says where was searched and how to get the data. */
export function failMissing(platform: Platform, dataset: FiledDataset, part: Part, dataDir?: string): never {
  const folders = datasetRoots(platform, dataDir).map((root) => platform.files.join(root, dataset.name));
  return fail({
    subject: `data set ${dataset.name}`,
    expected: `the ${part} files ${dataset.fileSets[0]?.[part].map(({ name }) => name).join(", ")} (gzipped or not) in one of ${folders.join(", ")}`,
    got: "no such folder or not all of the files",
    todo: `Run \`netspectra datasets fetch ${dataset.name}\`, or say where the data are with --data-dir D (the files lie in D/${dataset.name}/).`,
  });
}

/** The decompressed content of the files, each identified by its checksum. */
export async function readFiles(platform: Platform, { files }: LocatedPart): Promise<readonly Identified[]> {
  const archives = new Map<string, Map<string, Uint8Array>>();
  const read: Identified[] = [];
  for (const { file, path, member } of files) {
    const stored = member === undefined ? await platform.files.read(path) : undefined;
    let identity = stored && file.known[await platform.sha256(stored)];
    let bytes: Uint8Array;
    if (stored) bytes = await gunzip(stored, path);
    else {
      const archive = archives.get(path) ?? readTar(await gunzip(await platform.files.read(path), path), path);
      archives.set(path, archive);
      bytes = archive.get(member!) ?? fail({ subject: path, expected: `a file ${member} in it`, got: "no such file" });
    }
    identity ??= file.known[await platform.sha256(bytes)];
    read.push({ name: path, path, bytes, identity });
  }
  return read;
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
}

/** Files by their name in the folder, and those of the folder that the archive unpacks to. */
async function entriesOf(platform: Platform, dataset: FiledDataset, folder: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (const sub of ["", ...dataset.downloads.flatMap((download) => download.folder ?? [])]) {
    const at = sub ? platform.files.join(folder, sub) : folder;
    for (const { name, kind, bytes } of (await platform.files.list(at)) ?? []) {
      if (kind === "file" && !entries.has(name)) entries.set(name, { path: platform.files.join(at, name), bytes });
    }
  }
  return entries;
}

function locate(dataset: FiledDataset, file: DatasetFile, entries: ReadonlyMap<string, Entry>): Located | undefined {
  const own = entries.get(file.name) ?? entries.get(`${file.name}.gz`);
  if (own) return { file, ...own };
  // An archive holds the original file set alone.
  if (!dataset.fileSets[0] || ![...dataset.fileSets[0].train, ...dataset.fileSets[0].test].includes(file))
    return undefined;
  for (const { name, folder } of dataset.downloads) {
    const archive = folder === undefined ? undefined : (entries.get(name) ?? entries.get(name.replace(/\.gz$/, "")));
    if (archive) return { file, ...archive, member: `${folder}/${file.name}` };
  }
  return undefined;
}
