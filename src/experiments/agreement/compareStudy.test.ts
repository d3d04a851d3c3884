import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineStudy, type ScaleOf } from "../define/study.ts";
import { canonicalJson } from "../store/canonicalJson.ts";
import { compareStudy } from "./compareStudy.ts";
import { formatMeasure, formatSummary } from "./formatMeasure.ts";
import { readPublished } from "./readPublished.ts";
import { summarise } from "./summariseRows.ts";

type Axes = { data: string; layers: number; dropout: boolean; seed: number };
const scale: ScaleOf<Axes, null> = {
  grid: { data: ["a", "b"], layers: [1, 2, 3], dropout: [false, true], seed: [0, 1, 2] },
  settings: null,
  reductions: [],
};
const study = defineStudy<Axes, null>({
  id: "paper/table",
  version: 1,
  title: "Table",
  about: "",
  reproduces: { citation: "paper", items: [] },
  scales: { smoke: scale, small: scale, paper: scale, full: scale },
  recipes: () => ({}),
  measure: async () => ({ measures: {} }),
  compare: {
    rows: ["data", "layers"],
    within: ["data"],
    measures: { score: { label: "score", decimals: 1 }, error: { label: "error", decimals: 2, percent: true } },
  },
  figures: async () => [],
});
const read = (text: string) => readPublished(text, study, "table.csv");
const results = (score: (data: string, layers: number, seed: number) => number | null) =>
  scale.grid.data.flatMap((data) =>
    scale.grid.layers.flatMap((layers) =>
      scale.grid.seed.map((seed) => ({ cell: { data, layers, seed }, measures: { score: score(data, layers, seed) } })),
    ),
  );

describe("published tables", () => {
  test("have values, ranks, and gaps", () => {
    expect(read("data,layers,score,error.rank\na,1,2.5,1\nb,3,,2\n")).toEqual([
      { row: { data: "a", layers: 1 }, values: { score: 2.5 }, ranks: { error: 1 } },
      { row: { data: "b", layers: 3 }, values: {}, ranks: { error: 2 } },
    ]);
  });

  test.each([
    ["data,score\na,1\n", /the columns data, layers, got no column "layers"/],
    ["data,layers,accuracy\na,1,1\n", /the measures score, error.*got a column "accuracy"/],
    ["data,layers,score\na,1,much\n", /row 1, score: expected a number, got "much"/],
    ["data,layers,score\na,4,1\n", /row 1, layers: expected one of the study's values 1, 2, 3, got "4"/],
    ["data,layers,score\na,1,1\na,1,2\n", /row 2: expected a row that is given once/],
    ["data,layers,score\na,1\n", /line 2: expected as many cells as columns/],
  ])("%j is refused", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe("agreement", () => {
  const ranks = read("data,layers,score.rank\na,1,3\na,2,2\na,3,1\nb,1,1\nb,2,2\nb,3,3\n");

  test("of orders, within each group", () => {
    const { rows, agreement } = compareStudy(
      study,
      results((_, layers, seed) => layers + seed / 10),
      ranks,
    );
    expect(rows[0]).toMatchObject({ row: { data: "a", layers: 1 }, measures: { score: { n: 3 } } });
    expect(rows[0]!.measures["score"]!.mean).toBeCloseTo(1.1, 12);
    expect(agreement["score"]!.order).toMatchObject([
      { within: { data: "a" }, rows: 3, tau: 1, pairs: 3 },
      { within: { data: "b" }, rows: 3, tau: -1, pairs: 3 },
    ]);
    expect(agreement["score"]!.differences).toEqual([]);
    expect(agreement).not.toHaveProperty("error");
  });

  test("of values: differences, and whether they lie in our intervals; rows without values count for nothing", () => {
    const published = read("data,layers,score\na,1,1.1\na,2,9\na,3,3\n");
    const ours = results((data, layers, seed) => (data === "a" && layers < 3 ? layers + seed / 10 : null));
    const { agreement } = compareStudy(study, ours, published);
    expect(agreement["score"]!.differences.map(({ inside }) => inside)).toEqual([true, false]);
    expect(agreement["score"]!.differences[1]!.difference).toBeCloseTo(2.1 - 9, 12);
    expect(agreement["score"]!.order).toMatchObject([{ rows: 2, tau: 1 }]);
  });
});

test("intervals are Student's", () => {
  // scipy.stats.t.interval(0.95, 2, loc=2, scale=scipy.stats.sem([1, 2, 3]))
  const { interval, deviation } = summarise([1, 2, 3]);
  expect(interval![0]).toBeCloseTo(-0.484137711, 8);
  expect(interval![1]).toBeCloseTo(4.484137711, 8);
  expect(deviation).toBeCloseTo(1, 12);
  expect(summarise([4])).toEqual({ mean: 4, deviation: null, interval: null, n: 1 });
  expect(summarise([])).toMatchObject({ mean: null, n: 0 });
});

test("measures as tables show them", () => {
  expect(formatMeasure(0.98214, { label: "", decimals: 2, percent: true })).toBe("98.21\u00a0%");
  expect(formatMeasure(null, { label: "", decimals: 2 })).toBe("–");
  expect(formatSummary(summarise([1, 2, 3]), { label: "", decimals: 1 })).toBe("2.0 ± 2.5");
});

test("canonical JSON: one text for equal values, whatever the order of keys, and no other", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, entry]) => [key, shuffled(entry)])
        .toReversed(),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(canonicalJson(shuffled(a))).toBe(canonicalJson(a));
      expect(JSON.parse(canonicalJson(a))).toEqual(JSON.parse(JSON.stringify(a)));
      const same = JSON.stringify(shuffled(shuffled(a))) === JSON.stringify(shuffled(shuffled(b)));
      if (same) expect(canonicalJson(a)).toBe(canonicalJson(b));
    }),
  );
});
