import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { commands } from "../src/cli/commands/index.ts";

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const text = (page: string) => readFileSync(page, "utf8");

test.each(pages)("%s: what it links to exists", (page) => {
  const links = [...text(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target]) => target!);
  for (const target of links) expect(existsSync(path.join(path.dirname(page), target)), target).toBe(true);
});

test("the pages are there, and the commands they name exist", () => {
  expect(pages.length).toBeGreaterThan(6);
  const named = pages.flatMap((page) => [...text(page).matchAll(/npx netspectra ([a-z]+)/g)].map(([, name]) => name!));
  expect(named.length).toBeGreaterThan(3);
  expect(Object.keys(commands)).toEqual(expect.arrayContaining([...new Set(named)]));
});

test("the operator shown in docs/adding-an-op.md is the one in the source", () => {
  const [, block] = /```ts\n([\s\S]*?)```/.exec(text("docs/adding-an-op.md")) ?? [];
  expect(readFileSync("src/ops/Tanh.ts", "utf8")).toContain(block);
});
