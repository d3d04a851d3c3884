import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { fail, float64, type Tensor, tensor } from "../../base/index.ts";
import { createNodePlatform } from "../../platform/node/index.ts";
import type { Files } from "../../platform/types.ts";
import { createMemoryFiles } from "../../platform/web/files.ts";
import { readState, type StoreMachine } from "./savedState.ts";
import { openStateStore, type StateStore } from "./stateStore.ts";

const platform = createNodePlatform({ quiet: true });
const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "netspectra-state-"));
  folders.push(folder);
  return folder;
};
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await platform.close();
});

const identity = { model: "abc", data: "def", seed: "0" };
const vector = (...values: number[]) => float64([values.length], values);

/** The machine with files that say each time what is done with them. */
function watched(files: Files, before: (what: string, path: string) => void): StoreMachine {
  const watch =
    <A extends readonly [string, ...never[]], R>(what: string, work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      before(what, given[0]);
      return work(...given);
    };
  const { versions, sha256 } = platform;
  return {
    versions,
    sha256,
    files: {
      ...files,
      write: watch("write", files.write),
      remove: watch("remove", files.remove),
      makeFolder: watch("makeFolder", files.makeFolder),
      rename: watch("rename", files.rename),
    },
  };
}

async function contentOf(store: StateStore | undefined, names: readonly string[]): Promise<unknown> {
  if (store?.document() === undefined) return undefined;
  const tensors: [string, Tensor][] = [];
  for (const name of names) if (store.has(name)) tensors.push([name, await store.read(name)]);
  return { document: store.document(), tensors };
}

test("what is committed is there again, with every bit; nothing is there before", async () => {
  const folder = path.join(newFolder(), "deep", "checkpoint");
  const store = await openStateStore(platform, folder, identity);
  expect(store.document()).toBeUndefined();
  expect(await readState(platform, folder)).toBeUndefined();
  const odd = vector(0.1, -0, Number.NaN, Number.MIN_VALUE, Number.POSITIVE_INFINITY);
  const counts = tensor("int32", [2, 1], Int32Array.of(-1, 7));
  await store.write("sums/0", odd);
  await store.write("0", counts);
  await store.commit({ samples: 1 / 3, nested: { list: [1, null] } }, ["sums/0", "0"]);
  const again = await openStateStore(platform, folder, identity);
  expect(again.document()).toEqual({ samples: 1 / 3, nested: { list: [1, null] } });
  expect(await again.read("sums/0")).toEqual(odd);
  const read = await readState(platform, folder);
  expect(read?.names).toEqual(expect.arrayContaining(["sums/0", "0"]));
  expect(read?.identity).toEqual(identity);
  expect(await read?.read("0")).toEqual(counts);
  await again.remove();
  expect(readdirSync(path.dirname(folder))).toEqual([]);
});

test("what has not changed is not written again, and what is no longer named goes", async () => {
  const files = createMemoryFiles();
  const written: string[] = [];
  const machine = watched(files, (what, name) => what === "write" && written.push(name));
  const store = await openStateStore(machine, "/run", identity);
  await store.write("rows 0", vector(1, 2));
  await store.write("sum", vector(1));
  await store.commit(1, ["rows 0", "sum"]);
  written.length = 0;
  await store.write("rows 0", vector(1, 2));
  await store.write("rows 1", vector(3, 4));
  await store.write("sum", vector(2));
  await store.write("sum", vector(4));
  await store.commit(2, ["rows 0", "rows 1", "sum"]);
  expect(written).toEqual([
    expect.stringMatching(/rows-1\..*npy$/),
    expect.stringMatching(/sum\..*npy$/),
    expect.stringMatching(/sum\..*npy$/),
    "/run/checkpoint.json",
  ]);
  const names = async () => (await files.list("/run"))?.map(({ name }) => name.replace(/\..*\.npy/, ""));
  expect(await names()).toEqual(["checkpoint.json", "rows-0", "rows-1", "sum"]);
  await store.commit(3, ["sum"]);
  expect(await names()).toEqual(["checkpoint.json", "sum"]);
  expect(store.has("rows 0")).toBe(false);
});

const names = ["a", "b", "a b"];
const step = fc.record({
  writes: fc.array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 2 })), { maxLength: 4 }),
  drops: fc.subarray(names),
});

test("whenever it is killed, the state is that of the last commit or of the one that was going on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), fc.nat(), async (steps, seed) => {
      const follow = async (machine: StoreMachine, states: unknown[]) => {
        const store = await openStateStore(machine, "/run", identity);
        const live = new Map<string, number>();
        for (const [index, { writes, drops }] of steps.entries()) {
          for (const [name, value] of writes) {
            live.set(name, value);
            await store.write(name, vector(value));
          }
          for (const name of drops) live.delete(name);
          states.push({
            document: index,
            tensors: names.flatMap((name) => (live.has(name) ? [[name, vector(live.get(name)!)]] : [])),
          });
          await store.commit(index, live.keys());
        }
      };
      let operations = 0;
      await follow(
        watched(createMemoryFiles(), () => operations++),
        [],
      );
      const cut = seed % operations;
      const files = createMemoryFiles();
      const states: unknown[] = [undefined];
      let left = cut;
      const killed = watched(files, () => {
        if (left-- <= 0) throw new Error("killed");
      });
      await follow(killed, states).catch((error: Error) => expect(error.message).toBe("killed"));
      const again = await openStateStore(
        watched(files, () => undefined),
        "/run",
        identity,
      );
      const found = await contentOf(again, names);
      expect(states.slice(-2)).toContainEqual(found);
      // And nothing else lies around.
      const lying = ((await files.list("/run")) ?? []).filter(({ name }) => name.endsWith(".npy"));
      const named =
        (
          await readState(
            watched(files, () => undefined),
            "/run",
          )
        )?.names ?? [];
      expect(lying.length).toBe(named.length);
    }),
    { numRuns: 60 },
  );
});

test("a full disk is an error, and the state before stays", async () => {
  const files = createMemoryFiles();
  let full = false;
  const machine = watched(files, (what, subject) => {
    if (full && what === "write") fail({ subject, expected: "a file that can be written", got: "a disk that is full" });
  });
  const store = await openStateStore(machine, "/run", identity);
  await store.write("sum", vector(1));
  await store.commit("first", ["sum"]);
  full = true;
  const message = /a disk that is full\. Make room there.*What was saved before is kept/;
  await expect(store.write("sum", vector(2))).rejects.toThrow(message);
  await expect(store.commit("second", ["sum"])).rejects.toThrow(message);
  expect(await contentOf(await openStateStore(machine, "/run", identity), ["sum"])).toEqual({
    document: "first",
    tensors: [["sum", vector(1)]],
  });
  full = false;
  await store.write("sum", vector(3));
  await store.commit("third", ["sum"]);
  expect(await store.read("sum")).toEqual(vector(3));
});

test.each([
  ["another model", { ...identity, model: "xyz" }, /same model \(xyz\), got abc\. Remove the folder .*--out/],
  ["an option more", { ...identity, curve: "yes" }, /same curve \(yes\), got none/],
  ["an option less", { model: "abc", data: "def" }, /same seed \(none\), got 0/],
])("a state of %s is refused", async (_, other, message) => {
  const folder = newFolder();
  await (await openStateStore(platform, folder, identity)).commit(1, []);
  await expect(openStateStore(platform, folder, other)).rejects.toThrow(message);
});

test("a state of another version is refused, and of another format", async () => {
  const folder = newFolder();
  await (await openStateStore(platform, folder, identity)).commit(1, []);
  const later = { ...platform, versions: { netspectra: "99.0.0" } };
  await expect(openStateStore(later, folder, identity)).rejects.toThrow(/same netspectra \(99\.0\.0\), got \d/);
  const file = path.join(folder, "checkpoint.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"format": 1', '"format": 2'));
  await expect(readState(platform, folder)).rejects.toThrow(/in format 1, got format 2\. Remove/);
});

test("wherever a manifest is cut off or changed, it is refused by name", async () => {
  const folder = newFolder();
  const store = await openStateStore(platform, folder, identity);
  await store.write("sum", vector(1, 2, 3));
  await store.commit({ samples: 4096, list: [1, 2] }, ["sum"]);
  const file = path.join(folder, "checkpoint.json");
  const whole = readFileSync(file);
  const refused = /checkpoint\.json: expected the manifest of a saved run.*(cut off|damaged|format)/;
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 4), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      writeFileSync(file, whole.subarray(0, at));
      await expect(readState(platform, folder)).rejects.toThrow(refused);
      const spoiled = Buffer.from(whole);
      spoiled[at]! ^= change;
      writeFileSync(file, spoiled);
      const read = await readState(platform, folder).catch((error: Error) => error);
      // White space may become other white space.
      if (!(read instanceof Error)) expect(read?.document).toEqual({ samples: 4096, list: [1, 2] });
      else expect(read.message).toMatch(refused);
    }),
    { numRuns: 100 },
  );
  writeFileSync(file, whole);
  expect(await readState(platform, folder)).toBeDefined();
});

test("an array that is cut off, changed or missing is refused by name", async () => {
  const folder = newFolder();
  const store = await openStateStore(platform, folder, identity);
  await store.write("sum", vector(1, 2, 3));
  await store.commit(null, ["sum"]);
  const file = path.join(folder, readdirSync(folder).find((name) => name.startsWith("sum."))!);
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 17) {
    const spoiled = Buffer.from(whole);
    spoiled[at]! ^= 1 << (at % 8);
    writeFileSync(file, spoiled);
    const read = (await readState(platform, folder))?.read("sum");
    await expect(read).rejects.toThrow(/sum\.[0-9a-f]{16}\.npy: expected the bytes that were saved.*damaged.*Remove/);
  }
  truncateSync(file, whole.length - 1);
  const length = new RegExp(`expected a file of ${whole.length} bytes .* got ${whole.length - 1} bytes`);
  await expect(openStateStore(platform, folder, identity)).rejects.toThrow(length);
  rmSync(file);
  await expect(openStateStore(platform, folder, identity)).rejects.toThrow(/npy: .*got no such file/);
});

test("what killed runs have left is removed, what is not ours stays", async () => {
  const folder = newFolder();
  const store = await openStateStore(platform, folder, identity);
  await store.write("sum", vector(1));
  await store.commit(null, ["sum"]);
  const kept = readdirSync(folder);
  const left = ["sum.0123456789abcdef.npy", ".sum.0123456789abcdef.npy.77-0.tmp", ".checkpoint.json.77-1.tmp"];
  for (const name of [...left, "notes.txt", "own.npy"]) writeFileSync(path.join(folder, name), "half");
  const again = await openStateStore(platform, folder, identity);
  expect(readdirSync(folder).toSorted()).toEqual([...kept, "notes.txt", "own.npy"].toSorted());
  await again.remove();
  expect(readdirSync(folder).toSorted()).toEqual(["notes.txt", "own.npy"]);
});

test("two runs do not write into one folder", async () => {
  const folder = newFolder();
  const [one, other] = [
    await openStateStore(platform, folder, identity),
    await openStateStore(platform, folder, { ...identity, shard: "2/3" }),
  ];
  await one.commit(1, []);
  await expect(other.commit(1, [])).rejects.toThrow(/no other run to write there.*Give each run a folder of its own/);
  await one.commit(2, []);
});
