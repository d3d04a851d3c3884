import type { Platform } from "../../platform/index.ts";
import { type PublishedRow, readPublished } from "../agreement/readPublished.ts";
import type { Digest } from "../define/digest.ts";
import type { Paper } from "../define/paper.ts";
import { type Study, scales } from "../define/study.ts";
import { committedResults } from "../results/committedResults.ts";
import type { ListedStudy } from "./claimTables.ts";
import { digestPage } from "./digestPage.ts";
import { studyList } from "./studyList.ts";
import { type PageFiles, studyPage } from "./studyPage.ts";
import { fullestRun, type StudyRunRecord, studyRunRecord } from "./studyRun.ts";

/** What there are pages of. */
export interface StudyCollection {
  readonly papers: readonly Paper[];
  readonly digests: readonly Digest[];
}

/** Folders of a checkout. */
export interface StudyFolders {
  /** Where studies, published values, remarks and committed results lie: "experiments". */
  readonly experiments: string;
  /** Where pages go: "docs/studies". */
  readonly pages: string;
}

/**
 * All pages, from the committed results: by their names in the folder of pages, "README.md", "wang2016/figure-5.md". A
 * study without results has a row of the list, and no page; nor has a digest that lacks what it needs.
 *
 * @throws NetspectraError for damaged results and published values
 */
export async function studyPages(
  platform: Platform,
  { papers, digests }: StudyCollection,
  { experiments }: Pick<StudyFolders, "experiments">,
): Promise<PageFiles> {
  const pages = new Map<string, string>();
  const listed: ListedStudy[] = [];
  for (const study of papers.flatMap((paper) => paper.studies)) {
    const runs: StudyRunRecord[] = [];
    for (const scale of scales) {
      const run = studyRunRecord(study, scale, await committedResults(platform, experiments, study.id, scale));
      if (run) runs.push(run);
    }
    listed.push({ study, runs });
    if (runs.length === 0) continue;
    const paper = study.id.split("/").slice(0, -1).join("/");
    const published = await publishedRows(platform, study, experiments);
    const remarks = await textOf(platform, platform.files.join(experiments, `${study.id}.remarks.md`));
    for (const [name, text] of await studyPage({ study, runs, published, remarks }))
      pages.set(`${paper}/${name}`, text);
  }
  const fullest = new Map<string, StudyRunRecord>();
  for (const { study, runs } of listed) {
    const run = fullestRun(runs);
    if (run) fullest.set(study.id, run);
  }
  const written = digests.filter((digest) => {
    const text = digestPage(digest, fullest);
    if (text !== undefined) pages.set(`${digest.id}.md`, text);
    return text !== undefined;
  });
  return pages.set("README.md", studyList({ papers, studies: listed, digests: written }));
}

/** What was published, beside the study; nothing for studies that the paper does not have. */
async function publishedRows(platform: Platform, study: Study, experiments: string): Promise<readonly PublishedRow[]> {
  const file = platform.files.join(experiments, `${study.id}.csv`);
  const text = await textOf(platform, file);
  return text === undefined ? [] : readPublished(text, study, file);
}

async function textOf({ files }: Platform, path: string): Promise<string | undefined> {
  return (await files.stat(path)) ? new TextDecoder().decode(await files.read(path)) : undefined;
}
