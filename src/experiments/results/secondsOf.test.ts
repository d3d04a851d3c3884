import { expect, test } from "vitest";
import type { StoredCell } from "../store/storedCell.ts";
import { secondsOf } from "./secondsOf.ts";

const cell = (content: Partial<StoredCell>) => ({ seconds: 1, ...content }) as StoredCell;

test("each training counts once, and all measuring", () => {
  const searched = cell({ trainings: { a: 10, b: 20 }, networks: { network: "b" }, trainingSeconds: 20 });
  const shared = cell({ trainings: { b: 20, c: 5 }, networks: { network: "c" }, trainingSeconds: 5 });
  expect(secondsOf([searched, shared])).toBe(10 + 20 + 5 + 2);
});

test("of a cell that knows no trainings the chosen networks count", () => {
  const first = cell({ networks: { one: "a", other: "b" }, trainingSeconds: 30 });
  expect(secondsOf([first, cell({ networks: { network: "b" }, trainingSeconds: 15 })])).toBe(30 + 2);
});
