import { existsSync, readdirSync, readFileSync } from "node:fs";
import { studies } from "netspectra/studies";
import { afterAll, describe, expect, test } from "vitest";
import { cellsOf } from "../src/experiments/index.ts";
import { type Ended, readJson, run, runHere, start, temporaryFolder } from "./cli.ts";

const folder = temporaryFolder();
afterAll(folder.close);
const study = "wang2016/figure-1-units";
/** One with more cells. */
const longer = "wang2016/samples";
const cellCount = (id: string) => cellsOf(studies.find((one) => one.id === id)!.scales.smoke).length;
const smoke = (store: string, id: string, ...more: string[]) => [
  ...["reproduce", id, "--scale", "smoke", "--store", folder.file(store), ...more],
];
const ok = async (work: Promise<Ended>): Promise<string> => {
  const { code, stdout, stderr } = await work;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  return stdout;
};

interface Listed {
  readonly study: string;
  readonly scales: { readonly smoke: { readonly cells: number; readonly finished: number } };
}

describe("reproduce", () => {
  test("runs a study, prints ours beside the published, writes a report, and counts what is finished", async () => {
    const out = folder.file("out");
    const count = cellCount(study);
    const text = await ok(runHere(...smoke("one", study, "--out", out)));
    expect(text).toMatch(/^data +layers +score +published +validation accuracy\n/);
    expect(text).toContain(`${count} cells, 0 of them from the store`);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(["report.html", "result.json"]));
    expect(readdirSync(out).some((name) => name.endsWith(".svg"))).toBe(true);
    const document = await readJson<Record<string, unknown>>(folder.file("out/result.json"));
    expect(document).toMatchObject({ analysis: "reproduce", study, scale: "smoke", status: "ok", failed: [] });
    expect(document["cells"]).toHaveLength(count);
    expect(document["agreement"]).toHaveProperty("score");

    const again = JSON.parse(await ok(runHere(...smoke("one", study, "--json")))) as Record<string, unknown>;
    expect(again["rows"]).toEqual(document["rows"]);
    expect(again["cells"]).toEqual(document["cells"]);
    const list = await ok(runHere("reproduce", "--store", folder.file("one"), "--json"));
    const listed = (JSON.parse(list) as { studies: Listed[] }).studies;
    expect(listed.map((one) => one.study)).toEqual(studies.map(({ id }) => id));
    const { smoke: state } = listed.find((one) => one.study === study)!.scales;
    expect(state).toMatchObject({ cells: count, finished: count });
    const shown = await ok(runHere("reproduce", "--store", folder.file("one")));
    expect(shown).toMatch(new RegExp(`figure-1-units +Figure 1 A.* ${count}/${count}`));
  });

  test("plans without doing anything", async () => {
    const store = folder.file("planned");
    const text = await ok(runHere("reproduce", "figure-1-units", "--dry-run", "--store", store));
    expect(text).toMatch(/24 of 24 cells and 24 trainings to do, about \d+:\d\d/);
    expect(text).not.toContain("stop early");
    const until = await ok(runHere("reproduce", "true-against-random", "--dry-run", "--store", store));
    expect(until).toContain("Trainings that may stop early count with all their epochs.");
    const flags = ["--dry-run", "--only", "layers=4,data=mnist", "--only", "seed=0", "--json", "--store", store];
    const plan = JSON.parse(await ok(runHere("reproduce", study, ...flags))) as { cells: object[] };
    expect(plan.cells).toMatchObject([{ cell: { data: "mnist", layers: 4, seed: 0 }, finished: false, trainings: 1 }]);
    expect(existsSync(store)).toBe(false);
  });

  test("takes what is published as it is", async () => {
    const store = folder.file("unpublished");
    const flags = ["--unpublished", "--dry-run", "--store", store, "--json"];
    const plan = JSON.parse(await ok(runHere("reproduce", study, ...flags))) as {
      cells: { cell: { data: string }; published: boolean }[];
    };
    const names = readdirSync("experiments/wang2016/results/figure-1-units/small");
    expect(plan.cells.filter(({ published }) => published)).toHaveLength(names.length);
    expect(plan.cells.filter(({ cell, published }) => published && cell.data === "mnist")).toHaveLength(12);
    const text = await ok(runHere("reproduce", study, "--unpublished", "--only", "data=mnist", "--store", store));
    expect(text).toContain("12 cells, 0 of them from the store, 12 published");
    expect(existsSync(store)).toBe(false);
  });

  test.each([
    ["an unknown study", ["figure-1-unit"], /STUDY: expected one of wang2016.* Did you mean figure-1-units\?/],
    [
      "a name that two papers have",
      ["figure-2"],
      /one of wang2016\/figure-2, choi2018\/figure-2, got "figure-2", which each of them may be\. Name the paper, too\./,
    ],
    ["an unknown axis", [study, "--only", "depth=1"], /the axes data \(mnist, cifar10\), layers \(1, 2, 3, 4\), seed/],
    ["an unknown value", [study, "--only", "layers=9"], /--only layers=9: expected one of the values 1, 2, 3, 4/],
    ["--only without a study", ["--only", "layers=1"], /--only: expected a STUDY/],
    ["--unpublished without a study", ["--unpublished"], /--unpublished: expected a STUDY/],
    [
      "publishing what other data gave",
      [study, "--scale", "smoke", "--data", "digits", "--publish"],
      /--publish: expected cells on the study's own data/,
    ],
    [
      "data that are not there",
      [study, "--only", "layers=1,data=mnist,seed=0", "--data", "nowhere.npz"],
      /nowhere\.npz.*neither a known name nor a path/,
    ],
  ])("%s: exit code 2", async (_, args, message) => {
    const out = folder.file("refused");
    const ended = await runHere("reproduce", ...args, "--store", folder.file("refused store"), "--out", out);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(existsSync(out)).toBe(false);
  });
});

/** `node scripts/kills.js --count 20` asks for more. */
const kills = Math.ceil(Number(process.env["NETSPECTRA_KILLS"] ?? 2));

describe("stopped at any moment", () => {
  const finishedCells = (store: string) => {
    const cells = folder.file(`${store}/${longer}/smoke`);
    if (!existsSync(cells)) return new Map<string, string>();
    const files = readdirSync(cells).map((name) => `${cells}/${name}/result.json`);
    return new Map(files.filter((file) => existsSync(file)).map((file) => [file, readFileSync(file, "utf8")]));
  };
  const table = async (store: string) => {
    const { rows } = JSON.parse(await ok(run(...smoke(store, longer, "--json", "--quiet")))) as { rows: unknown };
    return rows;
  };
  const whole = (async () => {
    const before = performance.now();
    return { rows: await table("whole"), milliseconds: performance.now() - before };
  })();

  test.each(Array.from({ length: kills }, (_, i) => i + 1))(
    "kill %i: no finished cell is lost or run again, and the table is the same",
    async (index) => {
      const { rows, milliseconds } = await whole;
      const store = `killed ${index}`;
      const running = start(smoke(store, longer));
      const share = (index * 0.618) % 1;
      const timer = setTimeout(() => running.process.kill("SIGKILL"), milliseconds * (0.3 + 0.7 * share));
      await running.ended;
      clearTimeout(timer);
      const finished = finishedCells(store);
      expect(await table(store)).toEqual(rows);
      const after = finishedCells(store);
      expect(after.size).toBe(cellCount(longer));
      for (const [file, content] of finished) expect(after.get(file)).toBe(content);
      expect(readdirSync(folder.file(`${store}/locks`))).toEqual([]);
    },
  );

  test("Ctrl-C keeps what is finished, and exits with 130", async () => {
    const { rows } = await whole;
    const running = start(smoke("interrupted", longer));
    while (finishedCells("interrupted").size === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    running.process.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringMatching(/error: .*a request to stop/) });
    expect(readdirSync(folder.file("interrupted/locks"))).toEqual([]);
    expect(await table("interrupted")).toEqual(rows);
  });

  test("two at once share one store", async () => {
    const { rows } = await whole;
    expect(await Promise.all([table("shared"), table("shared")])).toEqual([rows, rows]);
    expect(finishedCells("shared").size).toBe(cellCount(longer));
  });
});
