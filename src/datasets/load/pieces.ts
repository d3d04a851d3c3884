import { CancelledError, fail, throwIfCancelled } from "../../base/index.ts";
import type { Platform, Progress } from "../../platform/index.ts";
import type { Download } from "../define/defineDataset.ts";

/**
 * A download under way is kept as pieces, `NAME.part.0000000000`, each named by where it begins and each written whole:
 * whenever the process dies, what was received up to then is sound, and the next attempt goes on from there.
 */
const pieceBytes = 4 * 2 ** 20;
/** Attempts in a row that bring nothing new. */
const patience = 3;

interface Piece {
  readonly path: string;
  readonly start: number;
  readonly bytes: number;
}

/**
 * Download `url` into pieces, going on where there are some.
 *
 * @returns whether it went on from earlier pieces.
 * @throws NetspectraError when the server gives no more.
 */
export async function downloadPieces(
  platform: Platform,
  path: string,
  url: string,
  { name, bytes: total }: Download,
): Promise<{ resumed: boolean }> {
  const resumed = (await received(platform, path)) > 0;
  const progress = platform.reporter.progress(name, total, "bytes");
  try {
    for (let idle = 0; ; ) {
      const before = await received(platform, path);
      if (before >= total) return { resumed };
      try {
        await receive(platform, path, url, before, progress);
      } catch (error) {
        const after = await received(platform, path);
        idle = after > before ? 0 : idle + 1;
        if (error instanceof CancelledError || idle >= patience) throw error;
        continue;
      }
      const after = await received(platform, path);
      idle = after > before ? 0 : idle + 1;
      if (after < total && idle >= patience) {
        fail({ subject: url, expected: `${total} bytes`, got: `${after}`, todo: "Try again later." });
      }
    }
  } finally {
    progress.finish();
  }
}

async function receive(platform: Platform, path: string, url: string, from: number, progress: Progress): Promise<void> {
  const { body, start } = await platform.download(url, from);
  // The server ignored the wish to go on: what is there is given up.
  if (start !== from) await removePieces(platform, path);
  let at = start;
  let parts: Uint8Array[] = [];
  let size = 0;
  const save = async () => {
    if (size === 0) return;
    await platform.files.write(`${path}.part.${String(at).padStart(12, "0")}`, concatenated(parts, size));
    at += size;
    parts = [];
    size = 0;
  };
  try {
    for await (const chunk of body) {
      throwIfCancelled(platform.signal, `the download of ${url}`);
      parts.push(chunk.slice());
      size += chunk.length;
      progress.update(at + size);
      if (size >= pieceBytes) await save();
    }
  } finally {
    await save();
  }
}

/** All that was received, in order. */
export async function readPieces(platform: Platform, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const piece of await piecesOf(platform, path)) parts.push(await platform.files.read(piece.path));
  return concatenated(
    parts,
    parts.reduce((size, part) => size + part.length, 0),
  );
}

export async function removePieces(platform: Platform, path: string): Promise<void> {
  for (const piece of await listPieces(platform, path)) await platform.files.remove(piece.path);
}

async function received(platform: Platform, path: string): Promise<number> {
  return (await piecesOf(platform, path)).reduce((size, piece) => size + piece.bytes, 0);
}

/** The pieces that follow each other without a gap from the start. */
async function piecesOf(platform: Platform, path: string): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  let end = 0;
  for (const piece of await listPieces(platform, path)) {
    if (piece.start !== end) break;
    pieces.push(piece);
    end += piece.bytes;
  }
  return pieces;
}

async function listPieces({ files }: Platform, path: string): Promise<readonly Piece[]> {
  const folder = files.join(path, "..");
  const prefix = `${path.slice(folder.length).replace(/^[\\/]/, "")}.part.`;
  const entries = (await files.list(folder)) ?? [];
  return entries
    .filter(({ name }) => name.startsWith(prefix) && /^\d{12}$/.test(name.slice(prefix.length)))
    .map(({ name, bytes }) => ({ path: files.join(folder, name), start: Number(name.slice(prefix.length)), bytes }))
    .sort((a, b) => a.start - b.start);
}

function concatenated(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
