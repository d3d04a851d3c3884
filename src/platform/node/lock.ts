import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import type { Lock } from "../types.ts";
import { fileFault, isAbsent } from "./fileFault.ts";

const beatEvery = 10_000;
const silentAfter = 60_000;
const gone = "gone";
/** Those that this process holds: after a restart in a container another process may have the same number. */
const held = new Set<string>();

/**
 * Hold a path: a file that is created exclusively, names its owner and is touched every ten seconds.
 *
 * @throws NetspectraError where no file can be created
 */
export async function takeLock(path: string): Promise<Lock | undefined> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  // Once more for a file that has gone in between, or another that was quicker.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, owner)) return keep(path, owner);
    const found = await abandonedOwner(path);
    if (found === undefined) return undefined;
    if (found !== gone && (await replace(path, found, owner))) return keep(path, owner);
  }
  return undefined;
}

/** The file has its content from the first moment on: an owner who is killed in between leaves no lock that names nobody. */
async function create(path: string, owner: string): Promise<boolean> {
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, owner, { flag: "wx" });
    await link(fresh, path).catch((error) => {
      if (isTaken(error) || isAbsent(error)) throw error;
      return createWithoutLinks(path, owner);
    });
    held.add(owner);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    return fileFault(path, "a file that can be created", error);
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}

/** For file systems that have no hard links (FAT, some shares). */
async function createWithoutLinks(path: string, owner: string): Promise<void> {
  const file = await open(path, "wx");
  await file.writeFile(owner).finally(() => file.close());
}

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === "EEXIST";

function keep(path: string, owner: string): Lock {
  const beat = () => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  };
  const timer = setInterval(beat, beatEvery).unref();
  return {
    async release() {
      clearInterval(timer);
      if ((await contentOf(path)) === owner) await rm(path, { force: true }).catch(() => undefined);
      held.delete(owner);
    },
  };
}

/** What the file says, where its owner has ended or is silent; "gone" where there is no file any more. */
async function abandonedOwner(path: string): Promise<string | undefined> {
  const said = await contentOf(path);
  if (said === undefined) return gone;
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > silentAfter) return said;
  } catch (error) {
    return isAbsent(error) ? gone : fileFault(path, "a lock that can be looked at", error);
  }
  return hasEnded(said) ? said : undefined;
}

function hasEnded(said: string): boolean {
  const [, pid, host] = /^\{"pid":(\d+),"host":"(.*)","token"/.exec(said) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  if (Number(pid) === process.pid) return !held.has(said);
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/**
 * Put an owner in the place of one that has ended. One at a time does so for each that has ended, and the path never is without
 * a file meanwhile, so that nobody's lock is taken for the one that was looked at before.
 */
async function replace(path: string, ended: string, owner: string): Promise<boolean> {
  const token = /"token":"([\w-]+)"/.exec(ended)?.[1] ?? "unnamed";
  const turn = await takeLock(`${path}.${token}`);
  if (!turn) return false;
  const fresh = `${path}.${randomUUID()}`;
  try {
    if ((await abandonedOwner(path)) !== ended) return false;
    await writeFile(fresh, owner);
    held.add(owner);
    await rename(fresh, path);
    return true;
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    return fileFault(path, "a lock that can be replaced", error);
  } finally {
    await turn.release();
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    return isAbsent(error) ? undefined : fileFault(path, "a lock that can be read", error);
  }
}
