import { fail, type Samples } from "../base/index.ts";
import { datasets, knownDataset, type LoadOptions, loadDataset } from "../datasets/index.ts";
import type { Platform } from "../platform/index.ts";
import type { dataFlags } from "./commonFlags.ts";
import type { FlagValues } from "./flags.ts";

export type DataValues = Partial<FlagValues<typeof dataFlags>> & { readonly seed?: number | undefined };

/**
 * The samples that the data flags ask for.
 *
 * @param choices what the command knows better than the flags
 * @throws NetspectraError for flags that contradict each other, and for all that loadDataset refuses
 */
export async function loadSamples(platform: Platform, values: DataValues, choices: LoadOptions = {}): Promise<Samples> {
  const { data, split, splitSeed, validation, dataDir, classes, limit, shuffle, raw, mean, std, label } = values;
  const source = requireData(values);
  const named = knownDataset(source) !== undefined;
  if (!named && split !== undefined)
    refuse(`--split ${split}`, "a named data set", `the file or folder ${data}`, "Leave --split out.");
  if (!named && validation) {
    refuse(`--validation ${validation}`, "a named data set", `the file or folder ${data}`, "Leave --validation out.");
  }
  if (label !== undefined && !/\.csv$/i.test(source)) {
    refuse(`--label ${label}`, "a .csv file", source, "Leave --label out.");
  }
  return await loadDataset(platform, source, {
    split,
    splitSeed,
    validation,
    dataDir,
    classes,
    limit,
    shuffle: shuffle ? (values.seed ?? 0) : undefined,
    raw,
    mean,
    std,
    label,
    ...choices,
  });
}

/** @throws NetspectraError where no data were named */
export function requireData({ data }: DataValues): string {
  if (data !== undefined) return data;
  const expected = `SRC: a data set (${[...datasets.keys()].join(", ")}), a .npz or .csv file, or a folder of images`;
  return fail({ subject: "--data", expected, got: "nothing", todo: "Add --data SRC." });
}

function refuse(subject: string, expected: string, got: string, todo: string): never {
  return fail({ subject, expected, got, todo });
}
