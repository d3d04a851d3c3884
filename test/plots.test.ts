import { readdirSync, readFileSync } from "node:fs";
import { compile } from "vega-lite";
import { expect, test } from "vitest";
import * as plots from "../src/plots/index.ts";

type AnyChart = plots.Chart<unknown, object>;

const charts = Object.entries<unknown>({ ...plots }).filter(
  (entry): entry is [string, AnyChart] => typeof entry[1] === "function" && "samples" in entry[1],
);
const cases = charts.flatMap(([name, chart]) =>
  chart.samples.map((sample) => ({ name, chart, sample, title: `${name}: ${sample.name}` })),
);

test("every chart of the folder is walked, under the name of its file", () => {
  const defining = readdirSync("src/plots").filter(
    (f) => f !== "defineChart.ts" && readFileSync(`src/plots/${f}`, "utf8").includes("= defineChart<"),
  );
  expect(defining.length).toBeGreaterThanOrEqual(5);
  expect(charts.map(([name]) => `${name}.ts`).sort()).toEqual(defining.sort());
});

test.each(charts)("%s says what it shows and draws nothing, too", (_, chart) => {
  expect(chart.shows).toMatch(/^[A-Z].+\.$/);
  expect(chart.samples.some(({ rows }) => Array.isArray(rows) && rows.length === 0)).toBe(true);
});

test.each(cases)("$title: is plain JSON and does not change", async ({ name, chart, sample }) => {
  const specification = chart(sample.rows, sample.options);
  const text = JSON.stringify(specification, null, 2);
  expect(JSON.parse(text)).toEqual(specification);
  expect(chart(sample.rows, sample.options)).toEqual(specification);
  await expect(`${text}\n`).toMatchFileSnapshot(`golden/plots/${name}.${sample.name.replaceAll(/\W+/g, "-")}.vl.json`);
});

test.each(cases)("$title: compiles and draws without a warning, within its width", async ({ chart, sample }) => {
  const warnings: string[] = [];
  const specification = chart(sample.rows, sample.options);
  const svg = await plots.renderSvg(specification, (message) => warnings.push(message));
  expect(warnings).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const [, width, height] = svg.match(/viewBox="0 0 ([\d.]+) ([\d.]+)"/) ?? [];
  expect(Number(width)).toBeLessThanOrEqual((sample.options?.width ?? plots.widths.normal) + 1);
  expect(Number(height)).toBeLessThan(2000);
  expect(await plots.renderSvg(specification)).toBe(svg);
});

test.each(cases)("$title: takes the narrow width of a phone", async ({ chart, sample }) => {
  const svg = await plots.renderSvg(chart(sample.rows, { ...sample.options, width: plots.widths.narrow }));
  const [, width] = svg.match(/viewBox="0 0 ([\d.]+)/) ?? [];
  expect(Number(width)).toBeLessThanOrEqual(plots.widths.narrow + 1);
});

test("a specification that does not compile is the caller's to mend", async () => {
  // @ts-expect-error: not a specification
  await expect(plots.renderSvg({ mark: "rainbow" })).rejects.toThrow(/a figure: expected a Vega-Lite specification/);
  await expect(plots.renderSvg({ ...plots.scoreBars([]), encoding: { x: { field: "a]" } } })).rejects.toThrow(
    /a figure: expected/,
  );
  expect(() => compile(plots.scoreBars([]))).not.toThrow();
});

test("many long spectra make a small file, with the first values exact", () => {
  const spectrum = Array.from({ length: 3072 }, (_, i) => Number(((1 + i) ** -0.5).toPrecision(6)));
  const networks = Array.from({ length: 8 }, (_, i) => ({ name: `network ${i}`, score: i, spectrum }));
  const specification = plots.normalizedSpectrum(networks);
  const text = JSON.stringify(specification);
  expect(text.length).toBeLessThan(100_000);
  const { values } = JSON.parse(text).data as { values: { network: string; x: number; y: number }[] };
  const first = values.filter(({ network }) => network.startsWith("network 3"));
  expect(first.slice(0, 32).map(({ y }) => y)).toEqual(spectrum.slice(0, 32));
  expect(first.at(-1)).toMatchObject({ x: 3072, y: spectrum.at(-1) });
});

test("networks of one name stay apart", () => {
  const { data } = JSON.parse(JSON.stringify(plots.scoreBars(["a", "a", "a"].map((name) => ({ name, score: 1 })))));
  expect(data.values.map((row: { network: string }) => row.network)).toEqual(["a", "a (2)", "a (3)"]);
});

test.each([
  [
    "normalizedSpectrum",
    () => plots.normalizedSpectrum([{ name: "mlp", spectrum: [1, Number.NaN] }]),
    /value 2 of "mlp"/,
  ],
  ["outputSpectra", () => plots.outputSpectra([{ output: 3, singularValues: [Infinity] }]), /value 1 of output 3/],
  ["gradientImages", () => plots.gradientImages([{ output: 3, shape: [1, 2], values: [Number.NaN, 1] }]), /output 3/],
  [
    "gradientImages",
    () => plots.gradientImages([{ output: 3, shape: [2, 2], values: [1] }]),
    /1 values, shape \[2,2\]/,
  ],
  ["trainingCurves", () => plots.trainingCurves([{ epoch: 7, trainLoss: Number.NaN }]), /trainLoss of epoch 7/],
  ["scoreBars", () => plots.scoreBars([{ name: "mlp", score: 1, interval: [0, Infinity] }]), /score of "mlp"/],
  ["any chart", () => plots.scoreBars([], { width: 3 }), /200 to 5000 pixels, got 3/],
])("%s refuses what cannot be drawn, and names it", (_, draw, message) => {
  expect(draw).toThrow(message);
});
