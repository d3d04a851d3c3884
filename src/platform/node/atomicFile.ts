import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { FileWriter } from "../types.ts";
import { fileFault, isAbsent } from "./fileFault.ts";

const purpose = "a file that can be written";
/** Node writes at most 2³¹ − 1 bytes at once. */
const largestWrite = 2 ** 30;
let count = 0;

/**
 * A file that appears under its name only when it is complete: it is written beside it, flushed to the disk and renamed.
 * Links are followed; what is no ordinary file (a pipe, /dev/null) is written directly.
 */
export async function createAtomicFile(name: string): Promise<FileWriter> {
  const { target, mode, ordinary } = await inspect(name);
  const folder = path.dirname(target);
  const written = ordinary ? path.join(folder, `.${path.basename(target)}.${process.pid}-${count++}.tmp`) : target;
  const handle = await guarded(name, () => open(written, ordinary ? "wx" : "w", mode));

  let open_ = true;
  const abort = async () => {
    if (!open_) return;
    open_ = false;
    await handle.close().catch(() => undefined);
    if (ordinary) await rm(written, { force: true }).catch(() => undefined);
  };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      await abort();
      fileFault(name, purpose, error);
    }
  };
  return {
    write: (bytes) => attempt(() => writeAll(handle, bytes)),
    close: () =>
      attempt(async () => {
        if (ordinary) await handle.sync();
        await handle.close();
        if (ordinary) await rename(written, target);
        open_ = false;
      }),
    abort,
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(largestWrite, bytes.length - at));
    at += bytesWritten;
  }
}

async function inspect(name: string): Promise<{ target: string; mode: number; ordinary: boolean }> {
  return guarded(name, async () => {
    try {
      const existing = await stat(name);
      if (existing.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
      return { target: await realpath(name), mode: existing.mode & 0o777, ordinary: existing.isFile() };
    } catch (error) {
      if (isAbsent(error)) return { target: path.resolve(name), mode: 0o666, ordinary: true };
      throw error;
    }
  });
}

async function guarded<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return fileFault(name, purpose, error);
  }
}
