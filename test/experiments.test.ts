import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { papers, studies } from "netspectra/studies";
import { expect, test } from "vitest";
import { smallStudies } from "./smallStudies.ts";
import { describeStudies } from "./studyLaws.ts";

test("ids are given once and name the files", () => {
  const all = [...smallStudies, ...studies];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id } of studies) expect(existsSync(path.join("experiments", `${id}.ts`)), id).toBe(true);
});

test("the studies of every paper are tried, each paper's in a file of its own: files run beside each other", () => {
  for (const { id } of papers.filter((paper) => paper.studies.length > 0)) {
    expect(readFileSync(`test/${id}.test.ts`, "utf8")).toContain(`id === "${id}")!.studies`);
  }
  expect(papers.flatMap((paper) => paper.studies)).toEqual(expect.arrayContaining([...studies]));
});

describeStudies(smallStudies);
