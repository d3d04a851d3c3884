import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const bench = (flag: string) => execFileSync("node", ["bench/run.js", flag], { encoding: "utf8" });

/** `npm run bench -- --page` writes the page from the figures that are there. */
test("docs/performance.md says what bench/results.json holds", () => {
  expect(() => bench("--check")).not.toThrow();
});

test("every row of the benches has an aim and says how long it takes", () => {
  const lines = bench("--list").trim().split("\n");
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(line).toMatch(/^\w+ +[\d.]+ min, aim [\d.]+: \S/);
});
