import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { knownDataset } from "../src/datasets/index.ts";
import {
  canonicalJson,
  cellsOf,
  compareStudy,
  planStudy,
  type Recipe,
  readPublished,
  recipeConfig,
  runStudy,
  type Study,
  scales,
  verdicts,
} from "../src/experiments/index.ts";
import { architecture, planNetwork } from "../src/models/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { smallStudies } from "./smallStudies.ts";

const tableOf = ({ id }: Study) => path.join("experiments", `${id}.csv`);

/** What holds for every study. They share one store, so that a network which several want is trained once. */
export function describeStudies(studies: readonly Study[]): void {
  const store = mkdtempSync(path.join(tmpdir(), "netspectra-studies-"));
  const platform = createNodePlatform({ quiet: true });
  afterAll(async () => {
    await platform.close();
    rmSync(store, { recursive: true });
  });

  describe.each(studies.map((study) => [study.id, study] as const))("%s", (_, study) => {
    const { rows, within = [], measures } = study.compare;

    test("is described, and its axes are the same at every scale", () => {
      expect(study.title).toMatch(/^[A-Z].*[^.]$/);
      expect(study.about.length).toBeGreaterThan(30);
      expect(Number.isInteger(study.version) && study.version > 0).toBe(true);
      const axes = Object.keys(study.scales.smoke.grid);
      for (const scale of scales) expect(Object.keys(study.scales[scale].grid)).toEqual(axes);
      expect(axes).toEqual(expect.arrayContaining([...rows, ...within]));
      expect(rows).toEqual(expect.arrayContaining([...within]));
      for (const { label, decimals } of Object.values(measures)) {
        expect(label).toMatch(/\w/);
        expect(decimals).toBeGreaterThanOrEqual(0);
      }
      for (const text of study.scales.small.reductions) expect(text).toMatch(/\S/);
    });

    test.each(scales)("%s: cells differ, and each recipe is one that can be trained", (scale) => {
      const cells = cellsOf(study.scales[scale]);
      expect(cells.length).toBeGreaterThan(0);
      expect(new Set(cells.map(canonicalJson)).size).toBe(cells.length);
      const recipes = cells.flatMap((cell) => Object.values(study.recipes(cell, study.scales[scale].settings)));
      for (const recipe of recipes) requireTrainable(recipe);
      if (scale === "smoke") expect(new Set(recipes.map(({ data }) => data.source))).toEqual(new Set(["digits"]));
    });

    test("the published table has its axes and measures", () => {
      if (!existsSync(tableOf(study))) return expect(study.id).not.toMatch(/\/(figure|table)-/);
      const published = readPublished(readFileSync(tableOf(study), "utf8"), study, tableOf(study));
      expect(published.length).toBeGreaterThan(0);
      const { agreement } = compareStudy(study, [], published);
      expect(Object.keys(agreement).length).toBeGreaterThan(0);
    });

    test("runs at smoke scale: measures are numbers or null, the table has a row for each, figures are drawn", async () => {
      const { results, failed } = await runStudy(platform, study, "smoke", { store });
      for (const { error } of failed) throw error;
      expect(results).toHaveLength(cellsOf(study.scales.smoke).length);
      for (const name of Object.keys(measures)) {
        const values = results.map((result) => result.measures[name]);
        expect(values, name).not.toContain(undefined);
      }
      // Some are of certain data alone: phones of speech.
      for (const { cell, measures: found } of results) {
        expect(
          Object.keys(measures).some((name) => found[name] !== null),
          JSON.stringify(cell),
        ).toBe(true);
      }
      const comparison = compareStudy(study, results, []);
      expect(comparison.rows.length).toBeGreaterThan(0);
      for (const { title, rows: estimated, columns } of study.overviews?.(results) ?? []) {
        expect(title).not.toBe("");
        for (const { name, estimates } of estimated) {
          expect(Object.keys(columns), name).toEqual(expect.arrayContaining(Object.keys(estimates)));
          for (const { value, interval, deviation } of Object.values(estimates)) {
            for (const number of [value ?? 0, deviation ?? 0, ...(interval ?? [])]) {
              expect(number, name).toSatisfy(Number.isFinite);
            }
          }
        }
      }
      for (const { statement, source, judge } of study.claims ?? []) {
        expect(statement).toMatch(/^[A-Z].*\.$/);
        expect(source).not.toBe("");
        const partial = [results, results.slice(0, 1)].map((known) => judge(known));
        for (const { verdict, evidence } of partial) {
          expect(verdicts).toContain(verdict);
          expect(evidence).toMatch(/^[A-Z].*\.$/s);
        }
      }
      const figures = await study.figures(results);
      for (const { svg, name, title } of figures) {
        expect(svg, name).toMatch(/^<svg/);
        expect(title).not.toBe("");
      }
      expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
    });

    test("what it would take is more at larger scales", async () => {
      const cost = async (scale: (typeof scales)[number]) => (await planStudy(platform, study, scale, { store })).cost;
      expect(await cost("smoke")).toBe(0);
      if (smallStudies.includes(study)) expect(await cost("small")).toBeGreaterThan(0);
      else expect(await cost("paper")).toBeGreaterThan(await cost("small"));
    });
  });
}

function requireTrainable(recipe: Recipe): void {
  recipeConfig(recipe);
  const named = knownDataset(recipe.data.source);
  expect(named, recipe.data.source).toBeDefined();
  const { shape, classes } = named!.example;
  const { classes: wanted = classes.length } = recipe.data;
  expect(wanted).toBeLessThanOrEqual(classes.length);
  planNetwork(shape, architecture(recipe.network).layers, wanted);
  if (recipe.teacher) requireTrainable(recipe.teacher.recipe);
}
