import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import type { Lock } from "../types.ts";
import { fileFault, isAbsent } from "./fileFault.ts";

const beatEvery = 10_000;
const silentAfter = 60_000;
/** Those that this process holds: after a restart in a container another process may have the same number. */
const held = new Set<string>();

/**
 * Hold a path: a file that is created exclusively, names its owner and is touched every ten seconds.
 *
 * @throws NetspectraError where no file can be created
 */
export async function takeLock(path: string): Promise<Lock | undefined> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  // Once for the file of one that has ended, and once more for another that was quicker.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, owner)) return keep(path, owner);
    const abandoned = await abandonedOwner(path);
    if (abandoned === undefined) return undefined;
    await remove(path, abandoned);
  }
  return undefined;
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    held.add(owner);
    await file.writeFile(owner).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    return fileFault(path, "a file that can be created", error);
  }
}

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
  if (said === undefined) return "gone";
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > silentAfter) return said;
  } catch (error) {
    return isAbsent(error) ? "gone" : fileFault(path, "a lock that can be looked at", error);
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

/** Take the file away, unless another process has done so first and holds the path by now. */
async function remove(path: string, judged: string): Promise<void> {
  const away = `${path}.${randomUUID()}`;
  try {
    await rename(path, away);
  } catch (error) {
    if (isAbsent(error)) return;
    fileFault(path, "a lock that can be removed", error);
  }
  if ((await contentOf(away)) !== judged) await link(away, path).catch(() => undefined);
  await rm(away, { force: true }).catch(() => undefined);
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    return isAbsent(error) ? undefined : fileFault(path, "a lock that can be read", error);
  }
}
