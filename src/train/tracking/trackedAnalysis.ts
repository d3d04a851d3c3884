import type { LoadedModel } from "../../analyses/index.ts";
import type { Samples } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";

/** The network after an epoch. */
export interface TrackedNetwork {
  readonly model: LoadedModel;
  /** Its ONNX file. */
  readonly bytes: Uint8Array;
}

export interface TrackedOptions {
  /** Device and threads. */
  readonly session: SessionOptions;
  readonly seed: number;
}

/** An analysis that is made of the network after each epoch, and the few numbers of it that are recorded. */
export interface TrackedAnalysis {
  /** As the command is called. */
  readonly name: string;
  /** Keys of the numbers, and what they are called in figures. */
  readonly measures: Readonly<Record<string, string>>;
  /** Those that are also recorded of single layers, under the keys that `layerKey` makes. */
  readonly ofLayers?: readonly string[];
  /** The numbers; null (or NaN, or none) where there is none. What is thrown is recorded, and training goes on. */
  measure(
    platform: Platform,
    network: TrackedNetwork,
    samples: Samples,
    options: TrackedOptions,
  ): Promise<Readonly<Record<string, number | null | undefined>>>;
}
