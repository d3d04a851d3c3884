import type { ImageLayout, Tensor } from "../../base/index.ts";
import type { Files, Platform } from "../../platform/index.ts";
import type { Lot } from "../load/lot.ts";
import type { Split } from "../load/split.ts";

/** The two lots that data sets come in; validation samples are taken out of the first. */
export type Part = "train" | "test";

/** One file of a data set, as it is called when decompressed. */
export interface DatasetFile {
  readonly name: string;
  /** SHA-256 of the file as it is given out, or of its content, and what each is: "original", or what is special. */
  readonly known: Readonly<Record<string, string>>;
}

/** Something to fetch. */
export interface Download {
  /** Name under which it is kept. */
  readonly name: string;
  /** Mirrors, tried in order. */
  readonly urls: readonly string[];
  readonly sha256: string;
  readonly bytes: number;
  /** It is a tar archive: the files of this folder of it are unpacked. */
  readonly folder?: string;
}

/** Files that together hold the data; a data set may come as one of several. */
export interface FileSet {
  /** Told to the user and kept in results. */
  readonly note?: string;
  readonly train: readonly DatasetFile[];
  readonly test: readonly DatasetFile[];
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Labelled {
  /** Samples along the first axis. */
  readonly x: Tensor<"uint8"> | Tensor<"float32">;
  /** Class of each sample. */
  readonly y: Int32Array;
}

/** What the number behind the name of a data set means: "factors:50". Without one it is the default. */
export interface DatasetParameter {
  /** "factors": how many independent factors there are. */
  readonly about: string;
  readonly least: number;
  readonly most: number;
  /** The data set with that number. */
  readonly of: (value: number) => Dataset;
}

interface Described {
  /** What the user calls it. */
  readonly name: string;
  /** One line that says what it is. */
  readonly title: string;
  readonly citation: string;
  readonly licence: string;
  readonly example: {
    readonly shape: readonly number[];
    readonly layout?: ImageLayout;
    readonly classes: readonly string[];
  };
  readonly count: Readonly<Record<Part, number>>;
  /** How many samples serve for validation: training samples, of `count.train`, or those that a corpus sets aside. */
  readonly validation: number;
  readonly parameter?: DatasetParameter;
}

export interface FiledDataset extends Described {
  readonly kind: "files";
  /** In the order of preference. */
  readonly fileSets: readonly FileSet[];
  readonly downloads: readonly Download[];
  /** Pure: the files of one part, decompressed and in the order of the file set, become samples. */
  readonly read: (files: readonly NamedBytes[]) => Labelled;
}

export interface GeneratedDataset extends Described {
  readonly kind: "generated";
  /** The samples with these numbers, always the same for the same number. */
  readonly generate: (part: Part, indices: ArrayLike<number>) => Labelled;
  /** The class of the sample with this number. */
  readonly labelOf: (part: Part, index: number) => number;
}

/** Another data set of images, limited to the first principal components of its training samples. */
export interface ProjectedDataset extends Described {
  readonly kind: "projected";
  readonly of: FiledDataset | GeneratedDataset;
  /** How many components. */
  readonly dimensions: number;
  /** "pixels": mapped back, images of the same size; "coordinates": the components themselves. */
  readonly form: "pixels" | "coordinates";
}

/** What of a corpus lies in a folder. */
export interface CorpusSurvey {
  /** All splits are there, and whole. */
  readonly complete: boolean;
  /** What it is, and what is missing. */
  readonly note: string | undefined;
}

/** A data set that its user has to supply, in a folder tree of its own; the splits are part of it. */
export interface CorpusDataset extends Described {
  readonly kind: "corpus";
  /** How to get it, as sentences. */
  readonly obtain: string;
  /** Undefined where there is nothing of it in the folder. */
  readonly survey: (files: Files, folder: string) => Promise<CorpusSurvey | undefined>;
  /** The samples of one split. @throws NetspectraError where they are missing or damaged */
  readonly open: (platform: Platform, folder: string, split: Split) => Promise<Lot>;
}

export type Dataset = FiledDataset | GeneratedDataset | ProjectedDataset | CorpusDataset;

/** A data set as data: what it is, where it is, how its bytes become samples. Fetching and caching are done elsewhere. */
export function defineDataset<T extends Dataset>(dataset: T): T {
  return dataset;
}
