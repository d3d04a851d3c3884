import { expect, test } from "vitest";
import {
  broadcastShapes,
  checkComputed,
  checkShape,
  mostAxes,
  mostComputed,
  mostElements,
  multiplyDimensions,
} from "./index.ts";

test("shapes have sizes that are counts, and an end", () => {
  checkShape("x", []);
  checkShape("x", ["N", 0, 3]);
  checkShape("x", [mostElements, 1, "N"]);
  checkShape("x", Array<number>(mostAxes).fill(1));
  for (const bad of [[-1], [0.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2, -3, "N"]]) {
    expect(() => checkShape("x", bad)).toThrow(/^x: expected sizes that are whole numbers of 0 or more, got/);
  }
  // An axis of no elements hides no absurd size beside it.
  for (const bad of [[mostElements + 1], [2 ** 21, 2 ** 20], [0, 2 ** 62], ["N", 2 ** 41]]) {
    expect(() => checkShape("x", bad)).toThrow(/at most 1099511627776 elements/);
  }
  expect(() => checkShape("x", Array<number>(mostAxes + 1).fill(1))).toThrow(/at most 64 axes, got 65/);
});

test("tables computed from sizes have an end", () => {
  expect(checkComputed("a mask", 2, 3)).toBe(6);
  expect(checkComputed("a mask", 0, 2 ** 60)).toBe(0);
  expect(checkComputed("a mask", mostComputed)).toBe(mostComputed);
  for (const bad of [[mostComputed + 1], [2 ** 12, 2 ** 12], [Number.NaN], [-1]]) {
    expect(() => checkComputed("a mask", ...bad)).toThrow(/^a mask: expected sizes that need at most 8388608/);
  }
});

test("products of symbols have an end, so that squaring again and again has one", () => {
  let size: number | string = "N";
  const square = () => {
    size = multiplyDimensions(size, size);
  };
  for (let i = 0; i < 3; i++) square();
  expect(size).toBe("N*N*N*N*N*N*N*N");
  expect(square).toThrow(/at most 8 symbols, got 16/);
});

test("as many shapes as one likes are broadcast", () => {
  expect(broadcastShapes(...Array<number[]>(50_000).fill([1, 2]), [3, 1])).toEqual([3, 2]);
});
