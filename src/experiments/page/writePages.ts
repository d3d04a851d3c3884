import type { Platform } from "../../platform/index.ts";
import type { PageFiles } from "./studyPage.ts";
import { type StudyCollection, type StudyFolders, studyPages } from "./studyPages.ts";

/** A file of the pages that is not as the results have it. */
export interface StalePage {
  /** Its name in the folder of pages. */
  readonly name: string;
  /** What it should hold; null where it should not be. */
  readonly content: string | null;
}

/** Files that `writePages` would write or remove. */
export async function stalePages(
  platform: Platform,
  collection: StudyCollection,
  folders: StudyFolders,
): Promise<readonly StalePage[]> {
  const { files } = platform;
  const pages = await studyPages(platform, collection, folders);
  const changed: StalePage[] = [];
  for (const [name, content] of pages) {
    const path = files.join(folders.pages, ...name.split("/"));
    const there = (await files.stat(path)) ? new TextDecoder().decode(await files.read(path)) : null;
    if (there !== content) changed.push({ name, content });
  }
  const left = (await leftovers(platform, pages, folders)).map((name) => ({ name, content: null }));
  return [...changed, ...left];
}

/**
 * Write the pages of all studies from the committed results, and remove pages and figures that no longer have any.
 *
 * @returns the names of the files that were written or removed
 * @throws NetspectraError for damaged results and published values
 */
export async function writePages(
  platform: Platform,
  collection: StudyCollection,
  folders: StudyFolders,
): Promise<readonly string[]> {
  const { files } = platform;
  const stale = await stalePages(platform, collection, folders);
  for (const { name, content } of stale) {
    const path = files.join(folders.pages, ...name.split("/"));
    if (content === null) {
      await files.remove(path);
      continue;
    }
    await files.makeFolder(files.join(path, ".."));
    await files.write(path, content);
  }
  return stale.map(({ name }) => name);
}

/** Files in the papers' folders of pages that no study has. */
async function leftovers({ files }: Platform, pages: PageFiles, folders: StudyFolders): Promise<readonly string[]> {
  const papers = (await files.list(folders.pages)) ?? [];
  const names = await Promise.all(
    papers
      .filter(({ kind }) => kind === "folder")
      .map(async ({ name: paper }) => {
        const own = (await files.list(files.join(folders.pages, paper))) ?? [];
        return own.map(({ name }) => `${paper}/${name}`);
      }),
  );
  return names.flat().filter((name) => !pages.has(name));
}
