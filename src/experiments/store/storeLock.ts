import type { Platform } from "../../platform/index.ts";

/**
 * Do `work` while no other runner does the work of this name in the store.
 *
 * @returns false where another does it right now
 */
export async function withStoreLock(
  { files }: Pick<Platform, "files">,
  store: string,
  name: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const folder = files.join(store, "locks");
  await files.makeFolder(folder);
  const lock = await files.lock(files.join(folder, name));
  if (!lock) return false;
  try {
    await work();
  } finally {
    await lock.release();
  }
  return true;
}
