import { expect, test } from "vitest";
import { gradientImages } from "./gradientImages.ts";
import { normalizedSpectrum } from "./normalizedSpectrum.ts";
import { renderFigure } from "./renderFigure.ts";
import { type Report, renderReport } from "./renderReport.ts";
import { scoreBars } from "./scoreBars.ts";
import { classPalette, inks, ramp } from "./theme.ts";

const hostile = `</title></style><script>alert("1")</script><img src=x onerror='alert(2)'> & ""`;

const hostileFigures = drawHostile();

async function drawHostile() {
  const about = { name: "spectrum", title: hostile, caption: hostile };
  const network = { name: hostile, accuracy: 0.98, score: 7.7, spectrum: [1, 0.5, 0.1] };
  const images = [{ output: hostile, shape: [2, 2], values: [0, 1, 2, 3] }];
  return [
    await renderFigure(about, (layout) => normalizedSpectrum([network, network], layout)),
    await renderFigure(about, (layout) => scoreBars([network, network], layout)),
    await renderFigure(about, (layout) => gradientImages(images, layout)),
  ];
}

async function hostileReport(): Promise<Report> {
  const figures = await hostileFigures;
  const table = {
    caption: hostile,
    columns: [
      { key: "name", title: hostile },
      { key: "score", title: "score" },
    ],
    rows: [
      { name: hostile, score: 1.5 },
      { name: "", score: null },
      { name: "nothing", score: Number.NaN },
    ],
  };
  return {
    title: hostile,
    subtitle: hostile,
    summary: [hostile],
    warnings: [hostile],
    sections: [{ title: hostile, paragraphs: [hostile], figures, tables: [table] }],
    command: `npx netspectra edjm '${hostile}'`,
    configuration: { [hostile]: hostile, nested: { [hostile]: [hostile] }, none: undefined },
    explanations: { [hostile]: hostile },
    citations: [hostile],
  };
}

test("text of the user's never becomes markup, and nothing is asked of the network", async () => {
  const html = renderReport(await hostileReport());
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html.match(/<title>/g)).toHaveLength(1);
  const tags = html.match(/<[a-z](?:[^>"]|"[^"]*")*>/gi) ?? [];
  const bare = tags.map((tag) => tag.replaceAll(/"[^"]*"/g, ""));
  expect(bare.length).toBeGreaterThan(100);
  expect(bare.filter((tag) => /^<img|onerror|alert/i.test(tag))).toEqual([]);
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address!);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(address).toMatch(/^(data:|#)/);
  expect(html).not.toMatch(/@import|url\((?!#)/);
});

test("names of parts are unique in the page, and each reference finds its part", async () => {
  const html = renderReport(await hostileReport());
  const ids = [...html.matchAll(/<[^>]*\sid="([^"]+)"/g)].map(([, id]) => id);
  const references = [...html.matchAll(/url\(#([^)"]+)\)/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(references.length).toBeGreaterThan(0);
  expect(ids).toEqual(expect.arrayContaining(references));
});

test("every colour of a figure has its twin on a dark page", async () => {
  const html = renderReport(await hostileReport());
  const known = new Set([...Object.values(inks), ...classPalette].map(({ light }) => light));
  const used = [...html.matchAll(/<(?!stop)[^>]*\s(?:fill|stroke)="(#[^"]+|\w+)"/g)].map(([, color]) => color!);
  expect(used.length).toBeGreaterThan(50);
  for (const color of new Set(used)) if (color !== "none" && color !== "transparent") expect(known).toContain(color);
  for (const light of known) expect(html).toContain(`svg [fill="${light}"]{fill:`);
  expect(ramp.every((stop) => !known.has(stop))).toBe(true);
});

test("the same report gives the same bytes, and missing numbers are dashes", async () => {
  const html = renderReport(await hostileReport());
  expect(renderReport({ ...(await hostileReport()), sections: (await hostileReport()).sections })).toBe(html);
  expect(html.match(/<td class="number">–<\/td>/g)).toHaveLength(2);
  expect(html).toContain('<td class="number">1.50</td>');
});

test("a runtime makes the figures live without opening a door", async () => {
  const report = await hostileReport();
  const html = renderReport({ ...report, runtime: ["var vega = '</script>';", "var vegaLite = '<!--';"] });
  expect(html.match(/<script/g)).toHaveLength(4);
  expect(html.match(/<\/script/g)).toHaveLength(4);
  expect(html).not.toContain("<!--");
});

test("a report of nothing is still a page", () => {
  const html = renderReport({ title: "Empty", sections: [], command: "netspectra demo", configuration: {} });
  expect(html).toMatch(/^<!doctype html>[\s\S]*<h1>Empty<\/h1>[\s\S]*<\/html>\n$/);
});
