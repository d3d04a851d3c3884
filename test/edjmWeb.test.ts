import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { density, edjm, prepareModel } from "../src/analyses/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { type BrowserPage, findChromium, openInBrowser } from "./browser.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const chromium = findChromium();
if (!chromium) console.warn("No Chromium was found: the EDJM was not computed in a browser.");
const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

describe.skipIf(!chromium)("what a browser computes equals Node's", () => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openInBrowser("test/edjmPage.ts");
  });
  afterAll(() => page?.close());

  test.each([
    ["more samples than inputs", [12, 24, 24, 3], 60],
    ["fewer samples than inputs", [30, 24, 3], 20],
  ])("%s", async (_, sizes, count) => {
    const model = prepareModel(smallNetwork(sizes).model, "small.onnx", "0");
    const here = await edjm(platform, model, normalSamples(count, [sizes[0]!], sizes.at(-1)!));
    const there = await page.call<{ score: number; spectra: number[][] }>("edjmHere", sizes, count);
    expect(Math.abs(there.score - here.score!)).toBeLessThan(1e-4);
    expect(there.spectra).toHaveLength(3);
    here.perOutput.forEach(({ singularValues }, j) => {
      singularValues.forEach((value, i) => {
        expect(Math.abs(there.spectra[j]![i]! - value) / singularValues[0]!).toBeLessThan(1e-5);
      });
    });
  });
  test("a spectral density, with the fit of its power law", async () => {
    const sizes = [12, 24, 3];
    const model = prepareModel(smallNetwork(sizes).model, "small.onnx", "0");
    const here = await density(platform, model, normalSamples(30, [12], 3), { replicates: 10 });
    const there = await page.call<{ eigenvalues: number[]; status: string }>("densityHere", sizes, 30);
    expect(there.status).toBe(here.fit.status);
    expect(there.eigenvalues).toHaveLength(30);
    there.eigenvalues.forEach((value, i) => {
      expect(Math.abs(value - here.eigenvalues[i]!) / here.lambdaMax).toBeLessThan(1e-5);
    });
  });
});
