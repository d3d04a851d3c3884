import * as v from "valibot";
import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Recipe } from "../define/recipe.ts";
import type { Cell, Measured, Scale } from "../define/study.ts";
import { hashOf } from "./canonicalJson.ts";
import { orSetAside, readSealed, writeSealed } from "./sealedDocument.ts";

/** Raised where the meaning of a stored cell changes. */
export const cellFormat = 1;

const number = v.number();
const cell = v.record(v.string(), v.union([v.string(), number, v.boolean()]));
const shape = v.object({
  format: v.literal(cellFormat),
  netspectra: v.string(),
  study: v.string(),
  version: number,
  scale: v.string(),
  cell,
  settings: v.unknown(),
  /** What was taken in place of the study's own data. */
  data: v.nullable(v.string()),
  /** The recipes that were asked for, and the names in the store of the networks that were taken. */
  recipes: v.record(v.string(), v.unknown()),
  networks: v.record(v.string(), v.string()),
  dataSha256: v.record(v.string(), v.string()),
  measures: v.record(v.string(), v.nullable(number)),
  arrays: v.record(v.string(), v.array(number)),
  seconds: number,
  /** Of the networks, each of which may serve several cells. */
  trainingSeconds: number,
  /** Seconds of every training behind it, by its name in the store: teachers' and those that a search compared, too. The first cells were written without. */
  trainings: v.optional(v.record(v.string(), number)),
  finished: v.string(),
  versions: v.record(v.string(), v.string()),
});

/** A finished cell, with all that its numbers depend on. */
export type StoredCell = Readonly<v.InferOutput<typeof shape>>;

/** What a cell's name in the store is made from. */
export interface CellIdentity {
  readonly study: string;
  readonly version: number;
  readonly scale: Scale;
  readonly cell: Cell;
  readonly settings: unknown;
  readonly data: string | null;
  /** Of the networks it needs: where these change, earlier numbers no longer count. */
  readonly recipes: Readonly<Record<string, Recipe>>;
}

/** The file of a cell. */
export const cellFile = "result.json";

/** The folder of a cell: STORE/<study>/<scale>/<hash>. */
export async function cellFolder(platform: Platform, store: string, identity: CellIdentity): Promise<string> {
  const { study, scale } = identity;
  const hash = await hashOf(platform, { format: cellFormat, ...identity });
  return platform.files.join(studyFolder(platform, store, study, scale), hash);
}

/** The folder of a study's cells at one scale. */
export function studyFolder({ files }: Pick<Platform, "files">, store: string, study: string, scale: string): string {
  return files.join(store, ...study.split("/"), scale);
}

/** A cell in a file, or undefined. @throws NetspectraError for a damaged one */
export function readCell(platform: Platform, path: string): Promise<StoredCell | undefined> {
  return readSealed(platform, path, shape);
}

/** The finished cell of a folder, or undefined; a damaged one is set aside. */
export function finishedCell(platform: Platform, folder: string): Promise<StoredCell | undefined> {
  return orSetAside(platform, folder, () => readCell(platform, platform.files.join(folder, cellFile)));
}

/**
 * Write a finished cell, all or nothing. A measure that is not finite is null.
 *
 * @throws NetspectraError for an array with a number that is not finite
 */
export async function writeCell(
  platform: Platform,
  folder: string,
  content: Omit<StoredCell, "format" | "netspectra" | "versions" | "finished" | "measures" | "arrays"> & Measured,
): Promise<void> {
  const { measures, arrays = {} } = content;
  await platform.files.makeFolder(folder);
  await writeSealed(platform, platform.files.join(folder, cellFile), {
    ...content,
    format: cellFormat,
    netspectra: platform.versions["netspectra"] ?? "unknown",
    measures: mapValues(measures, finiteOrNull),
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, values.map(shortened(name))])),
    finished: new Date().toISOString(),
    versions: platform.versions,
  });
}

const significantDigits = 7;
const shortened = (name: string) => (value: number, index: number) =>
  Number.isFinite(value)
    ? Number(value.toPrecision(significantDigits))
    : fail({
        subject: `the array "${name}" of a cell, element ${index}`,
        expected: "a finite number",
        got: `${value}`,
      });
const finiteOrNull = (value: number | null) => (value === null || !Number.isFinite(value) ? null : value);

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
