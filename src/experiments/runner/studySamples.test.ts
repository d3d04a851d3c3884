import { afterAll, expect, test } from "vitest";
import { createNodePlatform } from "../../platform/node/index.ts";
import { createStudySamples } from "./studySamples.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const samplesOf = (replaced: boolean) => createStudySamples(platform, { replaced });

test("each set is loaded once, those of other classes apart", async () => {
  const samples = samplesOf(false);
  const data = { source: "digits", limit: 20, testLimit: 10 };
  const [all, again, some] = await Promise.all([
    samples(data, "train"),
    samples({ ...data }, "train"),
    samples({ ...data, classes: 3 }, "train"),
  ]);
  expect(again).toBe(all);
  expect(some).toMatchObject({ count: 20, classes: ["0", "1", "2"] });
  expect(Math.max(...some.labels!)).toBe(2);
  expect(Math.max(...all.labels!)).toBeGreaterThan(2);
  expect(await samples({ ...data, classes: 3 }, "test")).toMatchObject({ count: 10, classes: ["0", "1", "2"] });
});

test("of data that stand in for others: as many classes and samples as there are", async () => {
  const data = { source: "digits", classes: 16, limit: 30, testLimit: 50_000 };
  expect(await samplesOf(true)(data, "train")).toMatchObject({ count: 30, classes: { length: 10 } });
  expect(await samplesOf(true)({ ...data, classes: 1 }, "test")).toMatchObject({ count: 1000, classes: ["0"] });
  await expect(samplesOf(false)(data, "train")).rejects.toThrow(/--classes 16.*from 1 to 10.*digits/);
});
