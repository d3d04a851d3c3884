import { afterAll, expect, test } from "vitest";
import { runStudy } from "../src/experiments/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { temporaryFolder } from "./cli.ts";
import { depthStudy } from "./smallStudies.ts";

const folder = temporaryFolder();
const platform = createNodePlatform({ quiet: true, threads: 1, sessionWorkers: 2 });
afterAll(async () => {
  await platform.close();
  folder.close();
});

test("all cells of a study are run", async () => {
  const run = await runStudy(platform, depthStudy, "smoke", { store: folder.file("one"), jobs: 2 });
  expect(run).toMatchObject({ failed: [], found: 0, older: 0, cancelled: false });
  expect(run.results).toHaveLength(4);
});
