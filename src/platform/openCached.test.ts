import { expect, test } from "vitest";
import { float32 } from "../base/index.ts";
import { createModel, type Model } from "../graph/index.ts";
import { openCached } from "./openCached.ts";
import type { Platform, Session } from "./types.ts";

/** x + value, as a model. */
function model(value: number): Model {
  const node = { name: "add", operator: "Add", domain: "", inputs: ["x", "b"], outputs: ["y"], attributes: {} };
  const info = { type: "float32", shape: ["N"] } as const;
  return createModel({
    name: "sum",
    inputs: [{ name: "x", ...info }],
    outputs: [{ name: "y", ...info }],
    nodes: [node],
    initializers: new Map([["b", float32([], [value])]]),
    valueInfo: [],
  });
}

/** A platform that counts its sessions. */
function counting() {
  const state = { opened: 0, open: 0 };
  const platform = {
    sha256: async (bytes: Uint8Array) => [...bytes].join(),
    openSession: async (): Promise<Session> => {
      state.opened++;
      state.open++;
      const release = async () => {
        state.open--;
      };
      return { inputs: ["x"], outputs: ["y"], run: async () => ({}), release };
    },
  };
  return { state, platform: platform as unknown as Platform };
}

test("the same model with the same options is opened once, also after a release", async () => {
  const { state, platform } = counting();
  const [a, b] = await Promise.all([openCached(platform, model(1)), openCached(platform, model(1))]);
  await a.release();
  await a.release();
  await b.release();
  await (await openCached(platform, model(1))).release();
  expect(state).toEqual({ opened: 1, open: 1 });
  await (await openCached(platform, model(1), { threads: 1 })).release();
  expect(state.opened).toBe(2);
});

test("only the last few stay open without a user; what is used stays", async () => {
  const { state, platform } = counting();
  const held = await openCached(platform, model(0));
  for (let value = 1; value <= 9; value++) await (await openCached(platform, model(value))).release();
  expect(state).toEqual({ opened: 10, open: 4 });
  await (await openCached(platform, model(9))).release();
  expect(state.opened).toBe(10);
  await (await openCached(platform, model(1))).release();
  expect(state.opened).toBe(11);
  await held.release();
  expect(state.open).toBe(3);
});

test("a model that cannot be loaded is tried again", async () => {
  const { platform } = counting();
  let failures = 0;
  const failing = {
    ...platform,
    openSession: async () => {
      failures++;
      throw new Error("no");
    },
  };
  await expect(openCached(failing, model(1))).rejects.toThrow("no");
  await expect(openCached(failing, model(1))).rejects.toThrow("no");
  expect(failures).toBe(2);
});
