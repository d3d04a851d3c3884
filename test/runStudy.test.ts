import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Recipe, type RunStudyOptions, runStudy, type Study, type StudyRun } from "../src/experiments/index.ts";
import type { Platform } from "../src/platform/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { temporaryFolder } from "./cli.ts";
import { depthStudy, labelStudy, pupilStudy, trialStudy } from "./smallStudies.ts";

const folder = temporaryFolder();
const lines: string[] = [];
const machine = createNodePlatform({
  threads: 1,
  sessionWorkers: 2,
  terminal: { write: (text) => void lines.push(text) },
});
afterAll(async () => {
  await machine.close();
  folder.close();
});

/** The machine, and what is trained on it. */
function watched(): { readonly platform: Platform; readonly trained: string[] } {
  const trained: string[] = [];
  const write: Platform["files"]["write"] = async (file, content) => {
    if (path.basename(file) === "model.onnx") trained.push(path.basename(path.dirname(file)));
    await machine.files.write(file, content);
  };
  return { platform: { ...machine, files: { ...machine.files, write } }, trained };
}

let stores = 0;
const newStore = () => folder.file(`store ${stores++}`);
const run = (study: Study, options: Partial<RunStudyOptions> & { store: string }, platform: Platform = machine) =>
  runStudy(platform, study, "smoke", { jobs: 2, ...options });
const measures = ({ results }: StudyRun) => results.map(({ measures }) => measures);
const cellFiles = (store: string, study = "small/depth") =>
  readdirSync(path.join(store, study, "smoke"))
    .filter((name) => /^[0-9a-f]+$/.test(name))
    .map((name) => path.join(store, study, "smoke", name, "result.json"));
const spoil = (file: string) => {
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(file, bytes);
};

const first = newStore();
const whole = run(depthStudy, { store: first });

describe("a study", () => {
  test("runs all its cells, each but once", async () => {
    expect(await whole).toMatchObject({ failed: [], found: 0, older: 0, cancelled: false });
    expect((await whole).results.map(({ cell }) => cell)).toEqual(
      [1, 2].flatMap((layers) => [0, 1].map((seed) => ({ layers, seed }))),
    );
    const { platform, trained } = watched();
    const never = { ...depthStudy, measure: () => Promise.reject(new Error("run again")) };
    expect(await run(never, { store: first }, platform)).toEqual({ ...(await whole), found: 4 });
    expect(trained).toEqual([]);
  });

  test("trials share a search, and each trains once more with what it has chosen", async () => {
    const { platform, trained } = watched();
    const store = newStore();
    const { results, failed } = await run(trialStudy, { store }, platform);
    expect(failed).toEqual([]);
    for (const { cell, measures: found } of results) {
      expect(found).toMatchObject({ weight: 0.001, seed: cell["seed"], compared: 2, samples: 200 });
      expect(found["validation"] === null).toBe(cell["merge"]);
    }
    for (const { cell, networks, trainings } of results) {
      const names = Object.keys(trainings ?? {});
      expect(names).toEqual(expect.arrayContaining(Object.values(networks)));
      expect(names).toHaveLength(cell["seed"] === 0 && !cell["merge"] ? 2 : 3);
      for (const seconds of Object.values(trainings ?? {})) expect(seconds).toBeGreaterThan(0);
    }
    const behind = new Set(results.flatMap(({ trainings = {} }) => Object.keys(trainings)));
    expect([...behind].toSorted()).toEqual(trained.toSorted());
    // Two that are compared, two more seeds, and three with the validation samples merged: the first seed's is the compared one.
    expect(trained).toHaveLength(2 + 2 + 3);
    expect(new Set(trained).size).toBe(7);
    const again = watched();
    const other = await run({ ...trialStudy, id: "small/trials-again" }, { store }, again.platform);
    expect(again.trained).toEqual([]);
    expect(measures(other)).toEqual(results.map(({ measures }) => measures));
  });

  test("removes the locks that a killed runner has left behind, and no others", async () => {
    await whole;
    const lock = (name: string, pid: number) => {
      const file = path.join(first, "locks", name);
      writeFileSync(file, JSON.stringify({ pid, host: hostname(), token: name }));
      return file;
    };
    const [abandoned, foreign] = [lock("a", spawnSync(process.execPath, ["-e", ""]).pid), lock("b", process.ppid)];
    await run(depthStudy, { store: first });
    expect([abandoned, foreign].map((file) => existsSync(file))).toEqual([false, true]);
    rmSync(foreign);
  });

  test("finds the networks that another study has trained, and comes to the same numbers with one job", async () => {
    await whole;
    const { platform, trained } = watched();
    const other = await run({ ...depthStudy, id: "small/again" }, { store: first }, platform);
    expect(measures(other)).toEqual(measures(await whole));
    expect(trained).toEqual([]);
    expect(measures(await run(depthStudy, { store: newStore(), jobs: 1 }))).toEqual(measures(await whole));
  });

  test("searches, takes teachers first, and keeps epochs", async () => {
    const store = newStore();
    const { platform, trained } = watched();
    const { results, failed } = await run(pupilStudy, { store }, platform);
    expect(failed).toEqual([]);
    // Four points of the teacher's grid, and the pupil, which is last.
    expect(trained).toHaveLength(5);
    expect(new Set(trained).size).toBe(5);
    expect(trained.at(-1)).toBe(results[1]!.networks["network"]);
    expect(Object.keys(results[1]!.trainings ?? {}).toSorted()).toEqual(trained.toSorted());
    expect(results[0]!.measures).toMatchObject({ rate: 0.1, networks: null, samples: 100 });
    expect(results[1]!.measures).toMatchObject({ networks: 3 });
  });

  test("learns random labels by heart, and is told the true ones of the test samples", async () => {
    const [truth, half, none] = measures(await run(labelStudy, { store: newStore() }));
    for (const { trainingAccuracy, trueTestLabels } of [truth!, half!, none!]) {
      expect(trainingAccuracy).toBe(1);
      expect(trueTestLabels).toBe(1);
    }
    expect([truth!, half!, none!].map(({ trueLabels }) => trueLabels)).toEqual([
      1,
      expect.closeTo(0.55, 1),
      expect.closeTo(0.1, 1),
    ]);
    expect(truth!["testAccuracy"]).toBeGreaterThan(0.6);
    expect(none!["testAccuracy"]).toBeLessThan(0.3);
    // It ended because it knew them all, true ones sooner.
    expect(none!["epochs"]).toBeLessThan(200);
    expect(truth!["epochs"]).toBeLessThan(none!["epochs"]!);
  });

  test("runs the cells alone that are asked for, and the others later", async () => {
    const store = newStore();
    const known = (await whole).results.filter(({ cell }) => cell["layers"] === 1 && cell["seed"] === 1);
    const some = await run(depthStudy, { store, only: ["layers=2", "seed=1,seed=0"] });
    expect(some.results.map(({ cell }) => cell["layers"])).toEqual([2, 2]);
    const one = await run(depthStudy, { store, only: ["layers=1"], known });
    expect(one).toMatchObject({ found: 0, known: 1, failed: [] });
    expect(one.results[1]).toBe(known[0]);
    const rest = await run(depthStudy, { store });
    expect(rest.found).toBe(3);
    expect(measures(rest)).toEqual(measures(await whole));
    const unknown = run(depthStudy, { store, only: ["depth=2"] });
    await expect(unknown).rejects.toThrow(
      /--only: expected .*the axes layers \(1, 2\), seed \(0, 1\), got the axis "depth"/,
    );
    await expect(run(depthStudy, { store, only: ["layers=3"] })).rejects.toThrow(/one of the values 1, 2, got "3"/);
    await expect(run(depthStudy, { store, only: ["layers"] })).rejects.toThrow(/AXIS=VALUE .*got "layers"/);
  });
});

describe("a store", () => {
  test("is shared by runners: each network is trained and each cell measured by one of them", async () => {
    const store = newStore();
    const { platform, trained } = watched();
    let measured = 0;
    const counted: Study = {
      ...depthStudy,
      measure(...given) {
        measured++;
        return depthStudy.measure(...given);
      },
    };
    const runs = await Promise.all([1, 2, 3].map(() => run(counted, { store, jobs: 1 }, platform)));
    for (const one of runs) expect(measures(one)).toEqual(measures(await whole));
    expect({ measured, trained: trained.length }).toEqual({ measured: 4, trained: 4 });
    expect(readdirSync(path.join(store, "locks"))).toEqual([]);
  });

  test("names a damaged cell or network, sets it aside, and makes it again", async () => {
    const store = newStore();
    await run(depthStudy, { store });
    const [spoiled, cut, gone] = cellFiles(store) as [string, string, string];
    spoil(spoiled);
    writeFileSync(cut, readFileSync(cut).subarray(0, 100));
    rmSync(gone);
    const networks = readdirSync(path.join(store, "networks"));
    for (const name of networks) spoil(path.join(store, "networks", name, "model.onnx"));
    lines.length = 0;
    const { platform, trained } = watched();
    const again = await run(depthStudy, { store }, platform);
    expect(measures(again)).toEqual(measures(await whole));
    expect(trained).toHaveLength(3);
    for (const file of [spoiled, cut]) {
      expect(lines.join("")).toContain(`warning: ${file} is `);
      expect(existsSync(`${path.dirname(file)}.corrupt-1`)).toBe(true);
    }
    expect(lines.join("")).toMatch(/model\.onnx is damaged or changed; its folder was set aside as .*\.corrupt-1/);
    spoil(spoiled);
    await run(depthStudy, { store });
    expect(existsSync(`${path.dirname(spoiled)}.corrupt-2`)).toBe(true);
  });

  test("that another version has written keeps its cells, which are counted", async () => {
    const store = newStore();
    await run(depthStudy, { store });
    const before = cellFiles(store).map((file) => readFileSync(file, "utf8"));
    const { platform, trained } = watched();
    const newer = await run({ ...depthStudy, version: 2 }, { store }, platform);
    expect(newer).toMatchObject({ found: 0, older: 4 });
    expect(trained).toEqual([]);
    expect(cellFiles(store).map((file) => readFileSync(file, "utf8"))).toEqual(expect.arrayContaining(before));
    expect(cellFiles(store)).toHaveLength(8);
  });

  test("whose training was stopped goes on; a checkpoint that is none is left behind", async () => {
    const store = newStore();
    const controller = new AbortController();
    const stopping = createNodePlatform({ threads: 1, signal: controller.signal, quiet: true });
    const write: Platform["files"]["write"] = async (file, content) => {
      await machine.files.write(file, content);
      if (path.basename(file) === "checkpoint.onnx") controller.abort();
    };
    const platform = { ...stopping, files: { ...stopping.files, write } };
    const stopped = await run(depthStudy, { store, jobs: 1 }, platform);
    await stopping.close();
    expect(stopped).toMatchObject({ cancelled: true, failed: [], results: [] });
    const [interrupted = ""] = readdirSync(path.join(store, "networks"));
    const at = (name: string) => path.join(store, "networks", interrupted, name);
    expect(readdirSync(at("."))).toEqual(["checkpoint.onnx", "recipe.json"]);
    const rows = (file: string) => JSON.parse(readFileSync(file, "utf8")).history as { seconds: number }[];
    await run(depthStudy, { store, only: ["layers=1,seed=0"] });
    const timeless = rows(at("network.json")).map(({ seconds: _, ...row }) => row);
    expect(rows(path.join(first, "networks", interrupted, "network.json"))).toMatchObject(timeless);
    expect(existsSync(at("checkpoint.onnx"))).toBe(false);

    rmSync(at("network.json"));
    rmSync(cellFiles(store)[0]!);
    writeFileSync(at("checkpoint.onnx"), "rubbish");
    lines.length = 0;
    expect(measures(await run(depthStudy, { store }))).toEqual(measures(await whole));
    expect(lines.join("")).toMatch(/checkpoint\.onnx.*The training begins again/);
  });
});

describe("a cell that fails", () => {
  test("does not end the others", async () => {
    const failing: Study = {
      ...depthStudy,
      measure: (cell, ...rest) =>
        cell["layers"] === 1 ? Promise.reject(new Error("no measure")) : depthStudy.measure(cell, ...rest),
    };
    const { results, failed, cancelled } = await run(failing, { store: newStore() });
    expect(results.map(({ cell }) => cell["layers"])).toEqual([2, 2]);
    expect(failed.map(({ cell, error }) => [cell["layers"], (error as Error).message])).toEqual([
      [1, "no measure"],
      [1, "no measure"],
    ]);
    expect(cancelled).toBe(false);
  });

  test("by a training that diverges leaves the other networks of a cell, where these are alternatives", async () => {
    const { recipes } = depthStudy;
    const either: Study = {
      ...depthStudy,
      id: "small/alternatives",
      alternatives: true,
      recipes(cell, settings) {
        const { network } = recipes(cell, settings) as { network: Recipe };
        const optimiser = { name: "sgd", learningRate: 1e30 } as const;
        const wild = { ...network, training: { ...network.training, optimiser } };
        return cell["layers"] === 1 ? { network, wild } : { wild };
      },
    };
    const store = newStore();
    const { results, failed } = await run(either, { store, only: ["seed=0"] });
    expect(results.map(({ cell, networks }) => [cell["layers"], Object.keys(networks)])).toEqual([[1, ["network"]]]);
    expect(failed.map(({ cell, error }) => [cell["layers"], (error as Error).name])).toEqual([[2, "DivergedError"]]);
    const both = { ...either, id: "small/all", alternatives: false };
    expect((await run(both, { store, only: ["seed=0"] })).failed).toHaveLength(2);
  });

  test("for want of data says which, where they were looked for, and what can stand in", async () => {
    const files = { ...machine.files, cache: folder.file("nowhere") };
    const platform = { ...machine, files, environment: () => undefined };
    const { results, failed } = await run(depthStudy, { store: newStore(), data: "mnist", dataDir: "data" }, platform);
    expect(results).toEqual([]);
    expect(failed).toHaveLength(4);
    const { message } = failed[0]!.error as Error;
    expect(message).toMatch(/^data set mnist: expected the train files .*data\/mnist.*nowhere/);
    expect(message).toMatch(/datasets fetch mnist.*--data-dir.*--data digits/);
  });

  test("is another cell with other data", async () => {
    const store = newStore();
    const small = { ...depthStudy, recipes: (...given: Parameters<Study["recipes"]>) => missing(given) };
    const missing = (given: Parameters<Study["recipes"]>) =>
      Object.fromEntries(
        Object.entries(depthStudy.recipes(...given)).map(([name, recipe]) => [
          name,
          { ...recipe, data: { source: "nowhere.npz", limit: 70_000, validationLimit: 20, testLimit: 20 } },
        ]),
      );
    const { failed } = await run(small, { store, only: ["layers=1,seed=0"] });
    expect((failed[0]!.error as Error).message).toMatch(/nowhere\.npz/);
    const standIn = { ...small, recipes: (...given: Parameters<Study["recipes"]>) => limited(missing(given)) };
    const limited = (recipes: ReturnType<typeof missing>) =>
      Object.fromEntries(Object.entries(recipes).map(([k, r]) => [k, { ...r, data: { ...r.data, limit: 100 } }]));
    const run2 = await run(standIn, { store, data: "digits", only: ["layers=1,seed=0"] });
    expect(run2.results[0]).toMatchObject({ data: "digits" });
    expect(run2.failed).toEqual([]);
  });
});
