import { decode } from "fast-png";
import { expect, test } from "vitest";
import { heatPng } from "./heatPng.ts";
import { ramp } from "./theme.ts";

const bytes = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

test("zero is the first colour of the ramp, the largest value the last, and pixels stay in their place", () => {
  const url = heatPng([0, 1, 2, 4, 5, 6], 3, 2, 6);
  expect(url).toMatch(/^data:image\/png;base64,/);
  const { width, height, data } = decode(Uint8Array.from(atob(url.split(",")[1]!), (c) => c.charCodeAt(0)));
  expect([width, height]).toEqual([3, 2]);
  expect([...data]).toEqual([0, 1, 2, 4, 5, 6].flatMap((stop) => bytes(ramp[stop]!)));
});

test("colours of one's own, from a smallest value on; what lies outside is cut off", () => {
  const colors = ["#000000", "#808080", "#ff0000"];
  const url = heatPng([-1, 0, 1, 7, -0.5], 5, 1, 1, { smallest: -1, colors });
  const { data } = decode(Uint8Array.from(atob(url.split(",")[1]!), (c) => c.charCodeAt(0)));
  expect([...data]).toEqual([...[0, 1, 2, 2].flatMap((stop) => bytes(colors[stop]!)), 64, 64, 64]);
});
