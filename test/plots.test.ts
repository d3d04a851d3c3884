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
