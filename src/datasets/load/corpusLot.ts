import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { CorpusDataset, CorpusSurvey } from "../define/defineDataset.ts";
import { datasetRoots } from "./findDataset.ts";
import type { Lot } from "./lot.ts";
import type { Split, Validation } from "./split.ts";

export interface CorpusOptions {
  dataDir: string | undefined;
  validation: Validation;
}

/**
 * One split of a corpus. Which speakers are in which is part of the corpus, so that no choice of validation samples but
 * "none" applies.
 *
 * @throws NetspectraError that says where was searched and how to get the data.
 */
export async function corpusLot(
  platform: Platform,
  dataset: CorpusDataset,
  split: Split,
  { dataDir, validation }: CorpusOptions,
): Promise<Lot> {
  const { name, obtain } = dataset;
  if (validation === "last") {
    fail({
      subject: `${name}, --validation last`,
      expected: "the validation samples that belong to the data set",
      got: '"last"',
      todo: "Leave --validation out.",
    });
  }
  const { folder } = (await findCorpus(platform, dataset, dataDir)) ?? {};
  if (folder === undefined) {
    const folders = datasetRoots(platform, dataDir).map((root) => platform.files.join(root, name));
    return fail({
      subject: `data set ${name}`,
      expected: `the ${split} samples in one of ${folders.join(", ")}`,
      got: "no such folder, or nothing of it in there",
      todo: `${obtain} Say where it is with --data-dir D (the data lie in D/${name}/). Without it, --data digits (generated) can stand in.`,
    });
  }
  return await dataset.open(platform, folder, split);
}

/** The first folder that holds something of the corpus. */
export async function findCorpus(
  platform: Platform,
  dataset: CorpusDataset,
  dataDir: string | undefined,
): Promise<{ folder: string; survey: CorpusSurvey } | undefined> {
  const { files } = platform;
  for (const root of datasetRoots(platform, dataDir)) {
    const folder = files.join(root, dataset.name);
    const survey = await dataset.survey(files, folder);
    if (survey) return { folder, survey };
  }
  return undefined;
}
