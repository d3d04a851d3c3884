import { constants } from "node:buffer";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, statfs } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { fail } from "../../base/index.ts";
import type { FileEntry, FileStat, Files } from "../types.ts";
import { createAtomicFile } from "./atomicFile.ts";
import { fileFault, isAbsent } from "./fileFault.ts";
import { takeLock } from "./lock.ts";

const readable = "a file that can be read";
/** Node reads at most 2³¹ − 1 bytes at once. */
const largestRead = 2 ** 30;

/** The files of this machine. */
export function createNodeFiles(): Files {
  return {
    async read(name) {
      try {
        const { size, kind } = await describe(name);
        // Pipes and devices do not know their size.
        if (kind === "other") return bytesOf(await readFile(name));
        return await readPart(name, 0, size);
      } catch (error) {
        return fileFault(name, readable, error);
      }
    },
    async readRange(name, start, length) {
      try {
        const { size } = await describe(name);
        return await readPart(name, start, Math.max(0, Math.min(length, size - start)));
      } catch (error) {
        return fileFault(name, readable, error);
      }
    },
    async write(name, content) {
      const file = await createAtomicFile(name);
      await file.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
      await file.close();
    },
    create: createAtomicFile,
    async stat(name) {
      try {
        return statOf(await stat(name));
      } catch (error) {
        return isAbsent(error) ? undefined : fileFault(name, "a path that can be looked at", error);
      }
    },
    async free(folder) {
      try {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      } catch {
        return undefined;
      }
    },
    async list(folder) {
      try {
        const names = (await readdir(folder)).sort();
        const entries = await Promise.all(names.map((name) => entryOf(folder, name)));
        return entries.filter((entry) => entry !== undefined);
      } catch (error) {
        return isAbsent(error) ? undefined : fileFault(folder, "a folder that can be listed", error);
      }
    },
    async makeFolder(name) {
      await mkdir(name, { recursive: true }).catch((error) => fileFault(name, "a folder that can be made", error));
    },
    async rename(from, to) {
      await rename(from, to).catch((error) => fileFault(from, `to be renamed to ${to}`, error));
    },
    async remove(name) {
      await rm(name, { recursive: true, force: true }).catch((error) => fileFault(name, "to be removed", error));
    },
    lock: takeLock,
    join: path.join,
    resolve: (name) => path.resolve(name),
    cache: path.join(cacheHome(), "netspectra"),
  };
}

async function describe(name: string): Promise<{ size: number; kind: "file" | "other" }> {
  const found = await stat(name);
  if (found.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  return { size: found.size, kind: found.isFile() ? "file" : "other" };
}

async function readPart(name: string, start: number, length: number): Promise<Uint8Array> {
  if (length > constants.MAX_LENGTH) {
    fail({
      subject: name,
      expected: `at most ${constants.MAX_LENGTH} bytes at once (what Node ${process.versions.node} holds in one array)`,
      got: `${length}`,
      todo: "Use a newer Node, or split the file: a model's weights can lie in several.",
    });
  }
  const file = await open(name);
  try {
    const bytes = new Uint8Array(length);
    const got = await fill(file, bytes, start);
    return got === length ? bytes : bytes.slice(0, got);
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, bytes: Uint8Array, start: number): Promise<number> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(largestRead, bytes.length - at), start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function statOf(found: { isDirectory(): boolean; size: number }): FileStat {
  return found.isDirectory() ? { kind: "folder", bytes: 0 } : { kind: "file", bytes: found.size };
}

/** Undefined for a link to nowhere, or what was removed since. */
async function entryOf(folder: string, name: string): Promise<FileEntry | undefined> {
  try {
    return { name, ...statOf(await stat(path.join(folder, name))) };
  } catch (error) {
    return isAbsent(error) ? undefined : fileFault(path.join(folder, name), "a path that can be looked at", error);
  }
}

/** The XDG base directory specification, and its counterparts elsewhere. */
function cacheHome(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (xdg && path.isAbsolute(xdg)) return xdg;
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Caches");
  if (process.platform === "win32" && local) return local;
  return path.join(homedir(), ".cache");
}
