import type { Platform } from "../../platform/index.ts";
import { cellFile, cellFormat, studyFolder } from "./storedCell.ts";

/** How many cells of a study lie in a store that another version of the study, or of the store, has written. They stay. */
export async function olderCells(
  platform: Platform,
  store: string,
  { study, version, scale }: { readonly study: string; readonly version: number; readonly scale: string },
): Promise<number> {
  const { files } = platform;
  const folder = studyFolder(platform, store, study, scale);
  let count = 0;
  for (const { name, kind } of (await files.list(folder)) ?? []) {
    if (kind !== "folder" || name.includes(".corrupt-")) continue;
    const path = files.join(folder, name, cellFile);
    if (!(await files.stat(path))) continue;
    const said = versionOf(new TextDecoder().decode(await files.read(path)));
    if (said && (said.version !== version || said.format !== cellFormat)) count++;
  }
  return count;
}

function versionOf(text: string): { readonly version?: unknown; readonly format?: unknown } | undefined {
  try {
    return JSON.parse(text) as { version?: unknown; format?: unknown };
  } catch {
    return undefined;
  }
}
