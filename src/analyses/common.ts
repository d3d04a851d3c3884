import type { Samples } from "../base/index.ts";
import type { Platform } from "../platform/index.ts";
import type { LoadedModel } from "./loadModel.ts";

/** Keys that every result has (docs: the contract of the command line). */
export interface Common {
  readonly netspectra: string;
  readonly seed: number;
  readonly model: {
    readonly path: string;
    readonly sha256: string;
    readonly input: string;
    readonly output: string;
  };
  readonly data: {
    readonly source: string;
    readonly split: string;
    readonly samples: number;
    readonly sha256?: string;
  };
  /** Wall time of the analysis in seconds. */
  readonly seconds: number;
  /** Share of samples whose largest output is their label; absent without labels. */
  readonly accuracy?: number;
  readonly warnings?: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/** What identifies a run: model, data, seed and versions. */
export function describeRun(
  platform: Platform,
  model: LoadedModel,
  output: string,
  data: Samples,
  seed: number,
): Omit<Common, "seconds"> {
  return {
    netspectra: platform.versions["netspectra"] ?? "unknown",
    seed,
    model: { path: model.path, sha256: model.sha256, input: model.input, output },
    data: {
      source: data.source,
      split: data.split,
      samples: data.count,
      ...(data.sha256 && { sha256: data.sha256 }),
    },
    versions: platform.versions,
  };
}
