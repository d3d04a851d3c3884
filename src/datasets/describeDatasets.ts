import type { Platform } from "../platform/index.ts";
import type { CorpusDataset, Dataset, FiledDataset, Part } from "./define/defineDataset.ts";
import { datasets, namedDataset } from "./define/registry.ts";
import { findCorpus } from "./load/corpusLot.ts";
import { findPart, readFiles } from "./load/findDataset.ts";

export interface DescribeOptions {
  /** Only this one. */
  name?: string | undefined;
  dataDir?: string | undefined;
  /** Read the files and compare their checksums (default false: large sets take seconds). */
  verify?: boolean | undefined;
}

/** "original": the checksum is the known one; another known content is described; "unknown": the checksum is another. */
export type ChecksumState = "not checked" | "unknown" | (string & {});

export interface DescribedFile {
  readonly path: string;
  /** Size on disk. */
  readonly bytes: number;
  readonly checksum: ChecksumState;
}

export interface DatasetDescription {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  readonly citation: string;
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  readonly count: Readonly<Record<Part, number>>;
  /** "generated" needs no files; "partial" lacks the training or the test files. */
  readonly state: "generated" | "present" | "partial" | "absent";
  readonly folder: string | undefined;
  readonly note: string | undefined;
  readonly files: readonly DescribedFile[];
  /** Bytes to fetch. */
  readonly download: number;
  readonly urls: readonly string[];
  /** How to get what cannot be fetched. */
  readonly obtain?: string;
}

/** What data sets there are, where they lie, and whether their files are the known ones. */
export async function describeDatasets(
  platform: Platform,
  options: DescribeOptions = {},
): Promise<readonly DatasetDescription[]> {
  const chosen: readonly Dataset[] = options.name === undefined ? [...datasets.values()] : [namedDataset(options.name)];
  return await Promise.all(chosen.map((dataset) => describe(platform, dataset, options)));
}

async function describe(platform: Platform, dataset: Dataset, options: DescribeOptions): Promise<DatasetDescription> {
  const { name, title, licence, citation, example, count } = dataset;
  const what = { name, title, licence, citation, shape: example.shape, classes: example.classes, count };
  if (dataset.kind === "generated") {
    return { ...what, state: "generated", folder: undefined, note: undefined, files: [], download: 0, urls: [] };
  }
  if (dataset.kind === "corpus") {
    return { ...what, ...(await corpusWhereabouts(platform, dataset, options)), files: [], download: 0, urls: [] };
  }
  if (dataset.kind === "projected") return { ...(await describe(platform, dataset.of, options)), ...what };
  const urls = dataset.downloads.flatMap((download) => download.urls);
  const download = dataset.downloads.reduce((sum, { bytes }) => sum + bytes, 0);
  return { ...what, ...(await whereabouts(platform, dataset, options)), download, urls };
}

async function corpusWhereabouts(platform: Platform, dataset: CorpusDataset, { dataDir }: DescribeOptions) {
  const { folder, survey } = (await findCorpus(platform, dataset, dataDir)) ?? {};
  const state = survey ? (survey.complete ? "present" : "partial") : "absent";
  return { state: state as DatasetDescription["state"], folder, note: survey?.note, obtain: dataset.obtain };
}

async function whereabouts(platform: Platform, dataset: FiledDataset, { dataDir, verify = false }: DescribeOptions) {
  const found = [
    await findPart(platform, dataset, "train", dataDir),
    await findPart(platform, dataset, "test", dataDir),
  ].filter((part) => part !== undefined);
  const files: DescribedFile[] = [];
  for (const part of found) {
    const read = verify ? await readFiles(platform, part) : undefined;
    part.files.forEach(({ path, bytes }, i) => {
      files.push({ path, bytes, checksum: read ? (read[i]!.identity ?? "unknown") : "not checked" });
    });
  }
  const state = (["absent", "partial", "present"] as const)[found.length]!;
  return { state, folder: found[0]?.folder, note: found[0]?.fileSet.note, files };
}
