import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digests, papers } from "../experiments/index.ts";
import {
  type Cell,
  cellsOf,
  commitResults,
  committedResults,
  type Digest,
  defineStudy,
  type Recipe,
  type Scale,
  type StoredCell,
  type Study,
  type StudyCollection,
  stalePages,
  studyPages,
  writeCell,
  writePages,
} from "../src/experiments/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { renderFigure, scoreBars } from "../src/plots/index.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

/** `node scripts/studies.js` writes the pages from the results that are there. */
test("docs/studies says what the committed results hold", async () => {
  const stale = await stalePages(platform, { papers, digests }, { experiments: "experiments", pages: "docs/studies" });
  expect(stale.map(({ name }) => name)).toEqual([]);
});

type DepthCell = { readonly data: string; readonly layers: number; readonly seed: number };
const at = {
  grid: { data: ["one", "two"], layers: [1, 2, 3], seed: [0, 1] },
  settings: { epochs: 3 },
  reductions: ["Three epochs."],
};
const depth = defineStudy<DepthCell, { readonly epochs: number }>({
  id: "somebody2020/depth",
  version: 2,
  title: "Depth",
  about: "What does depth do?",
  reproduces: { citation: "somebody2020", items: ["Table 1"] },
  scales: { smoke: at, small: at, paper: at, full: at },
  recipes: () => ({}),
  measure: async () => ({ measures: {} }),
  compare: {
    rows: ["data", "layers"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      accuracy: { label: "accuracy", decimals: 1, percent: true },
    },
  },
  figures: async (results) => [
    await renderFigure({ name: "scores", title: "Scores", caption: scoreBars.shows }, (layout) =>
      scoreBars(
        results.map(({ cell, measures }) => ({ name: `${cell.layers}`, score: measures["score"] ?? null })),
        layout,
      ),
    ),
  ],
});
const recipe = (source: string): Recipe => ({ data: { source }, network: "mlp:8", training: {} });
const beyond: Study = { ...depth, id: "somebody2020/beyond", reproduces: { citation: "somebody2020", items: [] } };

const collectionOf = (studies: readonly Study[], more: Partial<StudyCollection> = {}): StudyCollection => ({
  papers: [{ id: "somebody2020", title: "Somebody (2020), Something", studies, furtherClaims: [] }],
  digests: [],
  ...more,
});

/** Rank as published on "one" and the other way round on "two"; accuracies near those published. */
function measured({ data, layers, seed }: DepthCell) {
  const order = data === "one" ? layers : -layers;
  return { score: 1234 + order + 0.1 * Number(seed), accuracy: layers === 3 ? null : 0.9 + 0.01 * Number(seed) };
}
const publishedCsv = `data,layers,score.rank,accuracy
one,1,3,0.905
one,2,2,0.8
one,3,1,
two,1,3,
two,2,2,
two,3,1,
`;

describe("pages of results that were made for it", () => {
  let root = "";
  const folders = () => ({ experiments: path.join(root, "experiments"), pages: path.join(root, "pages") });
  const keep = async (
    study: Study,
    cell: Cell,
    changes: { version?: number; settings?: unknown; data?: string } = {},
  ) => {
    const scale: Scale = "small";
    const folder = path.join(folders().experiments, study.id.replace("/", "/results/"), scale);
    const content = {
      study: study.id,
      version: study.version,
      scale,
      cell,
      settings: study.scales[scale].settings,
      data: null,
      recipes: {},
      networks: { network: `${cell["data"]}-${cell["layers"]}` },
      dataSha256: {},
      measures: measured(cell as DepthCell),
      seconds: 60,
      trainingSeconds: 600,
      ...changes,
    };
    const one = path.join(folder, "one");
    await writeCell(platform, one, content);
    const name = `${(await readdir(folder)).length}.json`;
    await platform.files.rename(path.join(one, "result.json"), path.join(folder, name));
    await rm(one, { recursive: true });
    return path.join(folder, name);
  };

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), "netspectra-pages-"));
    for (const cell of cellsOf(at)) if (cell["data"] === "one" || cell["seed"] === 0) await keep(depth, cell);
    const other = { data: "one", layers: 1, seed: 0 };
    await keep(beyond, other, { version: 1 });
    await keep(beyond, other, { settings: { epochs: 4 } });
    await keep(beyond, other, { data: "digits" });
    await writeFile(path.join(folders().experiments, "somebody2020/depth.csv"), publishedCsv);
    await writeFile(path.join(folders().experiments, "somebody2020/depth.remarks.md"), "By hand.\n");
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test("a page has ours beside the published, agreement, reductions, command, hours and figures", async () => {
    const pages = await studyPages(platform, collectionOf([depth, beyond]), folders());
    const page = pages.get("somebody2020/depth.md")!;
    expect(page).toContain("| data | layers | score | published rank | accuracy | published |");
    expect(page).toContain("| one | 1 | 1235.05 ± 0.64 | 3 | 90.5 ± 6.4\u00a0% | 90.5\u00a0% |");
    expect(page).toContain("| two | 3 | 1231.00 | 1 | – | – |");
    expect(page).toContain("one: in the published order (τ = 1.00 over 3 pairs)");
    expect(page).toContain("two: in the opposite of the published order (τ = -1.00 over 3 pairs)");
    expect(page).toContain("from 0.0 points to +10.5 points; 1 of 2 lie in our 95 % intervals");
    expect(page).toContain("- Three epochs.");
    expect(page).toContain("npx netspectra reproduce somebody2020/depth --scale small");
    expect(page).toContain("9 cells, 2 seeds (0, 1); 1.1 hours of training and measuring.");
    expect(page).toContain("3 further cells of this scale have not been run.");
    expect(page).toContain("## Remarks\n\nBy hand.");
    const linked = [...page.matchAll(/\]\(([^)]+\.svg)\)/g)].map(([, file]) => `somebody2020/${file}`);
    expect(linked).toEqual(["somebody2020/depth-small-published-accuracy.svg", "somebody2020/depth-small-scores.svg"]);
    for (const file of linked) expect(pages.get(file)).toMatch(/^<svg/);
  });

  test("publishing keeps the cells that belong to the study, replaces those it has anew, and removes the others", async () => {
    const { experiments } = folders();
    const scale: Scale = "small";
    const [any] = await committedResults(platform, experiments, depth.id, scale);
    const published = { ...depth, id: "somebody2020/published", recipes: () => ({ network: recipe("digits") }) };
    const cell = (seed: number, change: Partial<StoredCell> = {}): StoredCell => ({
      ...any!,
      study: published.id,
      cell: { data: "one", layers: 1, seed },
      recipes: published.recipes(),
      ...change,
    });
    const commit = async (study: Study, ...cells: StoredCell[]) => {
      const paths = await commitResults(platform, experiments, { study, scale }, cells);
      expect(paths).toHaveLength(cells.length);
      const there = await committedResults(platform, experiments, published.id, scale);
      return there.map((one) => [one.cell["seed"], one.seconds]);
    };
    expect(await commit(published, cell(0, { seconds: 1 }), cell(1, { settings: {} }))).toEqual([
      [0, 1],
      [1, 60],
    ]);
    expect(await commit(published, cell(1))).toEqual([
      [0, 1],
      [1, 60],
    ]);
    expect(await commit(published, cell(0, { seconds: 2 }))).toEqual([
      [0, 2],
      [1, 60],
    ]);
    const changed = { ...published, recipes: () => ({ network: recipe("mnist") }) };
    expect(await commit(changed, cell(1, { seconds: 3, recipes: changed.recipes() }))).toEqual([[1, 3]]);
    expect(await commit({ ...changed, version: 3 })).toEqual([]);
  });

  test("what all cells say together stands before their table", async () => {
    const overviews: Study["overviews"] = (results) => [
      {
        title: "Together",
        about: "All of them.",
        columns: { share: { label: "share", decimals: 1, percent: true } },
        rows: [
          { name: "cells", estimates: { share: { value: results.length / 12, interval: [0.5, 1] } } },
          { name: "trials", estimates: { share: { value: 0.5, interval: null, deviation: 0.011, mark: "best" } } },
          { name: "near", estimates: { share: { value: 0.5, interval: null, mark: "overlaps" } } },
          { name: "others", estimates: {} },
        ],
      },
    ];
    const page = (await studyPages(platform, collectionOf([{ ...depth, overviews }]), folders())).get(
      "somebody2020/depth.md",
    )!;
    expect(page).toContain("### Together\n\nAll of them.\n\n|  | share |\n| --- | --: |\n");
    const rows = [
      "| cells | 75.0\u00a0% (50.0\u00a0% … 100.0\u00a0%) |",
      "| trials | **50.0 ± 1.1\u00a0%** |",
      "| near | *50.0\u00a0%* |",
      "| others | – |",
    ];
    expect(page).toContain(`${rows.join("\n")}\n\n### All cells\n`);
  });

  test("claims have a verdict from the cells", async () => {
    const judge = (results: readonly unknown[]) =>
      ({ verdict: "holds", evidence: `There are ${results.length} cells.` }) as const;
    const claims = [{ statement: "There are cells.", source: "section 1", judge }];
    const page = (await studyPages(platform, collectionOf([{ ...depth, claims }]), folders())).get(
      "somebody2020/depth.md",
    )!;
    expect(page).toContain(
      "### What the paper says\n\n| claim | where | here | evidence |\n| --- | --- | --- | --- |\n" +
        "| There are cells. | section 1 | **holds** | There are 9 cells. |\n\n### Numbers\n",
    );
  });

  test("the list has every claim: from the largest scale, or that it has not been run, or what else is known", async () => {
    const judge = (results: readonly unknown[]) =>
      ({ verdict: "does not hold", evidence: `There are ${results.length} cells.` }) as const;
    const claims = [{ statement: "There are |cells|.", source: "section 1", judge }];
    const [paper] = collectionOf([
      { ...depth, claims },
      { ...beyond, claims },
    ]).papers;
    const known = { statement: "All is well.", source: "title", verdict: "holds", evidence: "It is." } as const;
    const furtherClaims = [{ ...known, command: "look" }, known];
    const pages = await studyPages(platform, { papers: [{ ...paper!, furtherClaims }], digests: [] }, folders());
    const by = (id: string) => `\`netspectra reproduce somebody2020/${id} --scale small\``;
    expect(pages.get("README.md")).toContain(
      [
        "## Somebody (2020), Something\n\nOf 4 claims 2 hold, 1 does not, and of 1 the results cannot tell: the study of 1 has not been run yet.\n",
        "| claim | where | here | evidence | made by |",
        "| --- | --- | --- | --- | --- |",
        `| There are \\|cells\\|. | section 1 | **does not hold** | There are 9 cells. | [${by("depth")}](somebody2020/depth.md) |`,
        "| All is well. | title | **holds** | It is. | `look` |",
        "| All is well. | title | **holds** | It is. | – |",
        `| There are \\|cells\\|. | section 1 | **cannot tell** | Not run yet. | ${by("beyond")} |\n`,
      ].join("\n"),
    );
  });

  test("a digest has a page, linked from the list, as soon as the results that it needs are there", async () => {
    const write: Digest["write"] = (runs) => {
      const run = runs.get("somebody2020/depth");
      return run && `${run.cells.length} cells at ${run.scale}.`;
    };
    const digests = [
      { id: "somebody2020/hurry", title: "In short?", write },
      { id: "somebody2020/never", title: "Never", write: () => undefined },
    ];
    const pages = await studyPages(platform, collectionOf([depth], { digests }), folders());
    expect(pages.get("somebody2020/hurry.md")).toMatch(
      /^# In short\?\n\n9 cells at small\.\n\nThis page is written by /,
    );
    expect(pages.get("README.md")).toContain("[In short?](somebody2020/hurry.md)");
    expect(pages.has("somebody2020/never.md")).toBe(false);
    expect(pages.get("README.md")).not.toContain("Never");
    const without = await studyPages(platform, collectionOf([beyond], { digests }), folders());
    expect([...without.keys()]).toEqual(["README.md"]);
  });

  test("results of another version, other settings or other data are none of the study's", async () => {
    const pages = await studyPages(platform, collectionOf([depth, beyond]), folders());
    expect([...pages.keys()].filter((name) => name.includes("beyond"))).toEqual([]);
    expect(pages.get("README.md")).toMatch(
      /\| `somebody2020\/beyond` \| Depth \| Beyond the paper .* \| not run yet \|/,
    );
    expect(pages.get("README.md")).toMatch(/\[Depth\]\(somebody2020\/depth\.md\).* `small`, 9 of 12 cells/);
  });

  test("what was written is current; what is changed, or belongs to no study, is not", async () => {
    const { pages } = folders();
    const written = await writePages(platform, collectionOf([depth]), folders());
    expect(written).toContain("somebody2020/depth.md");
    expect(await stalePages(platform, collectionOf([depth]), folders())).toEqual([]);
    await writeFile(path.join(pages, "somebody2020/depth.md"), "changed");
    await writeFile(path.join(pages, "somebody2020/gone.svg"), "");
    const stale = await stalePages(platform, collectionOf([depth]), folders());
    expect(stale.map(({ name, content }) => [name, content === null])).toEqual([
      ["somebody2020/depth.md", false],
      ["somebody2020/gone.svg", true],
    ]);
    await writePages(platform, collectionOf([depth]), folders());
    expect(await readdir(path.join(pages, "somebody2020"))).not.toContain("gone.svg");
  });

  test("a damaged result is named", async () => {
    const file = await keep(depth, { data: "two", layers: 1, seed: 1 });
    await writeFile(file, (await readFile(file, "utf8")).replace("1233", "1234"));
    await expect(studyPages(platform, collectionOf([depth]), folders())).rejects.toThrow(file);
    await rm(file);
  });
});
