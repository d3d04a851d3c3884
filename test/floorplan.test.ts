import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { faces, impure, mayImport, mayImportMachine } from "./floorplan.ts";

const relativeImport = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;
const outsideImport = /\b(?:from|import)\s*\(?\s*["']((?:node:|onnxruntime)[^"']*)["']/g;
const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (f) => f.endsWith(".ts") && !f.includes("assembly") && !f.endsWith(".generated.ts"),
);
const sources = files.filter((f) => !f.endsWith(".test.ts"));
const floor = (file: string) => file.split("/")[0] ?? "";
const read = (file: string) => readFileSync(`src/${file}`, "utf8");

test("the whole of src is being checked, and nothing outside the table exists", () => {
  expect(sources.length).toBeGreaterThan(20);
  const floors = new Set(files.filter((f) => !faces.includes(f)).map(floor));
  expect(Object.keys(mayImport)).toEqual(expect.arrayContaining([...floors]));
});

test.each(sources.filter((f) => !faces.includes(f)))("%s imports only from the floors below it", (file) => {
  const allowed = [floor(file), ...(mayImport[floor(file)] ?? [])];
  for (const [, target = ""] of read(file).matchAll(relativeImport)) {
    const to = path.join(path.dirname(file), target);
    expect(allowed, `${file} imports ${target}; see test/floorplan.ts`).toContain(floor(to));
    if (/^platform\/(node|web)\//.test(to)) {
      expect(
        mayImportMachine.some((p) => file.startsWith(p)),
        `${file} imports ${target}`,
      ).toBe(true);
    }
  }
});

test.each(sources.filter((f) => !impure.some((p) => f.startsWith(p))))("%s knows no machine", (file) => {
  expect([...read(file).matchAll(outsideImport)].map(([, target]) => target)).toEqual([]);
});

/** Folders whose index is their registry: every concept file is re-exported there. */
const registries = ["ops", "models", "regularisers", "datasets", "plots"].filter((f) =>
  existsSync(`src/${f}/index.ts`),
);

test.each(registries)("src/%s exports every concept", (folder) => {
  const index = readFileSync(`src/${folder}/index.ts`, "utf8");
  const concepts = readdirSync(`src/${folder}`).filter((f) => /^[A-Za-z]\w*\.ts$/.test(f) && f !== "index.ts");
  expect(concepts.length).toBeGreaterThan(0);
  for (const f of concepts) expect(index, `add the line: export * from "./${f}";`).toContain(`"./${f}"`);
});

test.each(sources)("%s stays readable in one sitting", (file) => {
  expect(read(file).split("\n").length).toBeLessThanOrEqual(400);
});
