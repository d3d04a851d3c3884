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
    /** Tensor that derivatives are taken with respect to, where it is not the input. */
    readonly wrt?: string;
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

/** What identifies the differentiated function. */
export function describeModel({ path, sha256, input, wrt }: LoadedModel, output: string): Common["model"] {
  return { path, sha256, input, output, ...(wrt !== input && { wrt }) };
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
    model: describeModel(model, output),
    data: {
      source: data.source,
      split: data.split,
      samples: data.count,
      ...(data.sha256 && { sha256: data.sha256 }),
    },
    versions: platform.versions,
  };
}
