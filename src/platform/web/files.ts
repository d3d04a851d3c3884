import { fail } from "../../base/index.ts";
import type { FileEntry, Files } from "../types.ts";

/** Files that live in memory as long as the page; what a page offers to be saved it hands out itself. */
export function createMemoryFiles(): Files {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>(["/"]);
  const locked = new Set<string>();

  const found = (path: string): Uint8Array =>
    files.get(resolve(path)) ??
    fail({
      subject: path,
      expected: "a file that can be read",
      got: folders.has(resolve(path)) ? "a folder" : "no such file",
    });
  const checkWritable = (path: string) => {
    const absolute = resolve(path);
    const expected = "a file that can be written";
    if (folders.has(absolute)) fail({ subject: path, expected, got: "a folder" });
    if (!folders.has(parentOf(absolute))) fail({ subject: path, expected, got: "no such folder" });
  };

  return {
    read: async (path) => found(path).slice(),
    free: async () => undefined,
    readRange: async (path, start, length) => found(path).slice(start, start + length),
    async write(path, content) {
      checkWritable(path);
      files.set(resolve(path), typeof content === "string" ? new TextEncoder().encode(content) : content.slice());
    },
    async create(path) {
      checkWritable(path);
      let pieces: Uint8Array[] = [];
      return {
        async write(bytes) {
          pieces.push(bytes.slice());
        },
        async close() {
          files.set(resolve(path), join(pieces));
        },
        async abort() {
          pieces = [];
        },
      };
    },
    async stat(path) {
      const absolute = resolve(path);
      const file = files.get(absolute);
      if (file) return { kind: "file", bytes: file.length };
      return folders.has(absolute) ? { kind: "folder", bytes: 0 } : undefined;
    },
    async lock(path) {
      const absolute = resolve(path);
      if (locked.has(absolute)) return undefined;
      locked.add(absolute);
      return { release: async () => void locked.delete(absolute) };
    },
    async list(folder) {
      const parent = resolve(folder);
      if (!folders.has(parent)) return undefined;
      const inside = (path: string) => path !== "/" && parentOf(path) === parent;
      const entries: FileEntry[] = [
        ...[...files]
          .filter(([path]) => inside(path))
          .map(([path, b]) => ({ name: nameOf(path), kind: "file", bytes: b.length }) as const),
        ...[...folders].filter(inside).map((path) => ({ name: nameOf(path), kind: "folder", bytes: 0 }) as const),
      ];
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async makeFolder(path) {
      const chain: string[] = [];
      for (let at = resolve(path); !folders.has(at); at = parentOf(at)) chain.push(at);
      if (chain.some((at) => files.has(at))) {
        fail({ subject: path, expected: "a folder that can be made", got: "a path that leads through a file" });
      }
      for (const at of chain) folders.add(at);
    },
    async rename(from, to) {
      const [old, target] = [resolve(from), resolve(to)];
      if (!files.has(old) && !folders.has(old))
        fail({ subject: from, expected: `to be renamed to ${to}`, got: "no such file" });
      if (!folders.has(parentOf(target)))
        fail({ subject: from, expected: `to be renamed to ${to}`, got: "no such folder" });
      const moved = (path: string) => target + path.slice(old.length);
      for (const [path, bytes] of [...files].filter(([p]) => isWithin(p, old))) {
        files.delete(path);
        files.set(moved(path), bytes);
      }
      for (const path of [...folders].filter((p) => isWithin(p, old))) {
        folders.delete(path);
        folders.add(moved(path));
      }
    },
    async remove(path) {
      const absolute = resolve(path);
      for (const file of [...files.keys()].filter((p) => isWithin(p, absolute))) files.delete(file);
      for (const folder of [...folders].filter((p) => isWithin(p, absolute) && p !== "/")) folders.delete(folder);
    },
    join: (...parts) => normalize(parts.filter((part) => part !== "").join("/")),
    resolve,
    cache: "/cache/netspectra",
  };

  function join(pieces: readonly Uint8Array[]): Uint8Array {
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

const isWithin = (path: string, folder: string) =>
  path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const parentOf = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";
const resolve = (path: string) => normalize(`/${path}`);

function normalize(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (part !== ".." || !path.startsWith("/")) kept.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${kept.join("/")}` || ".";
}
