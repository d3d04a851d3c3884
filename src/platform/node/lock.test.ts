import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { takeLock } from "./lock.ts";

const folder = mkdtempSync(path.join(tmpdir(), "netspectra-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, "lock");
const owner = (pid: number, host = hostname()) => JSON.stringify({ pid, host, token: "other" });

test("one holds it, others wait until it is released", async () => {
  const takers = await Promise.all(Array.from({ length: 8 }, () => takeLock(file)));
  const [first, ...others] = takers.filter((lock) => lock !== undefined);
  expect(others).toEqual([]);
  expect(await takeLock(file)).toBeUndefined();
  await first!.release();
  expect(existsSync(file)).toBe(false);
  const again = await takeLock(file);
  await again!.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("of many that find an abandoned lock, one takes it", async () => {
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  for (let round = 0; round < 40; round++) {
    writeFileSync(file, owner(ended));
    const takers = await Promise.all(Array.from({ length: 12 }, () => takeLock(file)));
    const holders = takers.filter((lock) => lock !== undefined);
    expect(holders).toHaveLength(1);
    await holders[0]!.release();
  }
});

test.each([
  ["a process that has ended", owner(spawnSync(process.execPath, ["-e", ""]).pid), 0, true],
  ["an earlier process of this number", owner(process.pid), 0, true],
  ["a process that runs", owner(process.ppid), 0, false],
  ["a process that runs, silent for long", owner(process.ppid), 100, true],
  ["another machine", owner(1, "elsewhere"), 0, false],
  ["another machine, silent for long", owner(1, "elsewhere"), 100, true],
  ["a file cut off", "", 0, false],
  ["a file cut off, long ago", "", 100, true],
])("of %s: taken or not", async (_, said, secondsAgo, taken) => {
  writeFileSync(file, said);
  const then = new Date(Date.now() - 1000 * secondsAgo);
  utimesSync(file, then, then);
  const lock = await takeLock(file);
  expect(lock !== undefined).toBe(taken);
  await lock?.release();
  if (taken) expect(existsSync(file)).toBe(false);
  else expect(readFileSync(file, "utf8")).toBe(said);
  rmSync(file, { force: true });
});

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

test("a lock has its owner's name from the first moment on", async () => {
  let empty = 0;
  const watcher = setInterval(() => {
    // It may be released between a look whether it is there and another into it: both are one.
    if (contentOf(file) === "") empty++;
  });
  for (let round = 0; round < 50; round++) await (await takeLock(file))!.release();
  clearInterval(watcher);
  expect(empty).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that was taken away is not released by its former holder", async () => {
  const lock = await takeLock(file);
  writeFileSync(file, owner(process.ppid));
  await lock!.release();
  expect(readFileSync(file, "utf8")).toBe(owner(process.ppid));
  rmSync(file);
});

test("a folder that is missing is an error that names the path", async () => {
  await expect(takeLock(path.join(folder, "no", "lock"))).rejects.toThrow(/no such file or folder/);
});
