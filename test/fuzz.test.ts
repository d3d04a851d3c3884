import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Summary } from "./fuzz/fuzz.ts";

/** Mutated files are read or refused in words; `npm run fuzz` tries as many as one likes. */
test("200 mutated models: no crash, no hang, no flood of memory, no stack trace", async () => {
  const args = ["scripts/fuzz.js", "--count", "200", "--seed", "20161", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 }).catch((error) => {
    if (error.stdout) return error as { stdout: string };
    throw error;
  });
  const { failures, count, kinds } = JSON.parse(stdout) as Summary;
  expect(failures).toEqual([]);
  expect(count).toBe(200);
  expect(kinds["ran"]).toBeGreaterThan(20);
  expect(kinds["refused"]).toBeGreaterThan(50);
});
