import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BrowserPage, findChromium, openInBrowser } from "./browser.ts";
import { platformSpec } from "./platform.spec.ts";

const chromium = findChromium();
if (!chromium) console.warn("No Chromium was found: the platform's specification was not run in a browser.");

describe.skipIf(!chromium)("web", () => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openInBrowser("test/platformPage.ts");
  });
  afterAll(() => page?.close());

  platformSpec((name, argument = "") => page.call("runCase", name, argument));

  test("the page is isolated, and knows what it runs", async () => {
    expect(await page.call("describePlatform")).toMatchObject({
      kind: "web",
      isolated: true,
      cores: expect.any(Number),
      versions: { onnxruntime: expect.any(String), browser: expect.stringContaining("Chrome") },
    });
  });

  test("reports go to the page", async () => {
    expect(await page.call("report")).toEqual(["info fact", "warn care", "edjm 2/3", "edjm finished"]);
  });

  test("a task can be served in the page", async () => {
    expect(await page.call("callInline")).toBe(42);
  });
});
