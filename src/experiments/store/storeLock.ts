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
  const folder = locksOf(files, store);
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

/** Remove what runners have left behind that were killed between finishing a work and giving up its lock. */
export async function removeAbandonedLocks({ files }: Pick<Platform, "files">, store: string): Promise<void> {
  const folder = locksOf(files, store);
  for (const { name } of (await files.list(folder)) ?? []) {
    const lock = await files.lock(files.join(folder, name));
    await lock?.release();
  }
}

const locksOf = (files: Platform["files"], store: string) => files.join(store, "locks");
