import { formatNumber } from "./defineChart.ts";
import { escapeHtml } from "./escapeHtml.ts";
import type { Figure } from "./renderFigure.ts";
import { reportScript } from "./reportScript.ts";
import { reportStyle } from "./reportStyle.ts";

/** A column of a report's table: `key` of the rows, its heading, and how its numbers are written. */
export interface ReportColumn {
  readonly key: string;
  readonly title: string;
  readonly format?: (value: number) => string;
}

export interface ReportTable {
  readonly caption?: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly Readonly<Record<string, string | number | null | undefined>>[];
}

export interface ReportSection {
  readonly title: string;
  readonly paragraphs?: readonly string[];
  readonly figures?: readonly Figure[];
  readonly tables?: readonly ReportTable[];
}

/** Everything a report says. All text is plain text: it is escaped here, and only here. */
export interface Report {
  readonly title: string;
  readonly subtitle?: string;
  /** The findings in plain language, one sentence or two each. */
  readonly summary?: readonly string[];
  readonly warnings?: readonly string[];
  readonly sections: readonly ReportSection[];
  /** The exact command line that makes this report again. */
  readonly command: string;
  /** Seeds, versions, hashes, options; nested values are written as JSON. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Terms and what they mean: what the figures show and how the score is defined. */
  readonly explanations?: Readonly<Record<string, string>>;
  readonly citations?: readonly string[];
  /**
   * Sources of vega and vega-lite (their browser bundles, in this order). With them the figures become live Vega views;
   * the file grows by some 800 kB. Without: static drawings with a light hover script.
   */
  readonly runtime?: readonly string[];
}

/**
 * A report as one HTML file that asks the network for nothing: drawings inline, light and dark, phone to paper.
 * The same report gives the same bytes.
 */
export function renderReport(report: Report): string {
  const { title, subtitle, summary = [], warnings = [], sections, explanations = {}, citations = [] } = report;
  let figures = 0;
  const body = [
    `<header><h1>${escapeHtml(title)}</h1>`,
    subtitle ? `<p class="subtitle">${escapeHtml(subtitle)}</p>` : "",
    "</header>",
    summary.length > 0 ? `<div class="summary">${paragraphs(summary)}</div>` : "",
    warnings.length > 0 ? `<ul class="warnings" role="note" aria-label="Warnings">${items(warnings)}</ul>` : "",
    ...sections.map((section) => {
      const drawn = (section.figures ?? []).map((figure) => drawing(figure, ++figures));
      return chapter(section.title, [
        paragraphs(section.paragraphs ?? []),
        ...drawn,
        ...(section.tables ?? []).map(table),
      ]);
    }),
    Object.keys(explanations).length > 0 ? chapter("What the words mean", [definitions(explanations)]) : "",
    chapter("How to get this again", [
      `<pre><code>${commandLine(report.command)}</code></pre>`,
      settings(report.configuration),
    ]),
    citations.length > 0 ? chapter("References", [`<ul class="references">${items(citations)}</ul>`]) : "",
    "<footer>Made with netspectra. This file is complete in itself and loads nothing.</footer>",
  ].filter((part) => part !== "");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${reportStyle}</style>
</head>
<body>
<main>
${body.join("\n")}
</main>
<script>${reportScript}</script>${report.runtime ? liveFigures(report.runtime, sections) : ""}
</body>
</html>
`;
}

const paragraphs = (texts: readonly string[]) => texts.map((text) => `<p>${escapeHtml(text)}</p>`).join("");
const items = (texts: readonly string[]) => texts.map((text) => `<li>${escapeHtml(text)}</li>`).join("");

function chapter(title: string, parts: readonly string[]): string {
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${parts.filter((part) => part !== "").join("\n")}\n</section>`;
}

function drawing({ title, caption, svg, narrowSvg }: Figure, number: number): string {
  const label = escapeHtml(title);
  const wide = inlineSvg(svg, `f${number}w`, label);
  const narrow =
    narrowSvg === undefined ? "" : `<div class="narrow">${inlineSvg(narrowSvg, `f${number}n`, label)}</div>`;
  return `<figure id="figure-${number}">
<div class="drawing"><div class="${narrow ? "wide" : ""}">${wide}</div>${narrow}</div>
<figcaption><h3>Figure ${number}. ${label}</h3><p>${escapeHtml(caption)}</p></figcaption>
</figure>`;
}

/** One page holds many drawings, so what they define (clip paths, gradients) gets names of its own. */
function inlineSvg(svg: string, prefix: string, label: string): string {
  return svg
    .replaceAll(/(?<=<[^>]*\sid=")(?=[^"]+")/g, `${prefix}-`)
    .replaceAll(/(?<=<[^>]*="url\(#)/g, `${prefix}-`)
    .replace(
      /<svg (?=[^>]*\bwidth="([\d.]+)")/,
      (_, width) => `<svg role="img" aria-label="${label}" style="max-width:${width}px" `,
    );
}

function table({ caption, columns, rows }: ReportTable): string {
  const numeric = (key: string) => !rows.some((row) => typeof row[key] === "string");
  const kind = ({ key }: ReportColumn) => (numeric(key) ? "number" : "name");
  const head = columns.map((c) => `<th scope="col" class="${kind(c)}">${escapeHtml(c.title)}</th>`).join("");
  const lines = rows.map((row) => {
    const cells = columns.map((column, i) => {
      const text = escapeHtml(cell(row[column.key], column));
      return i === 0 && !numeric(column.key)
        ? `<th scope="row" class="name">${text}</th>`
        : `<td class="${kind(column)}">${text}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const title = caption ? `<caption>${escapeHtml(caption)}</caption>` : "";
  return scrolling(
    `<table>${title}<thead><tr>${head}</tr></thead><tbody>\n${lines.join("\n")}\n</tbody></table>`,
    caption,
  );
}

function cell(value: string | number | null | undefined, { format = formatNumber }: ReportColumn): string {
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? format(value) : "–";
}

function settings(configuration: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(configuration).map(([key, value]) => {
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "–");
    return `<tr><th scope="row">${escapeHtml(key)}</th><td>${escapeHtml(text)}</td></tr>`;
  });
  return scrolling(`<table class="configuration"><tbody>\n${rows.join("\n")}\n</tbody></table>`, "Configuration");
}

/** Lines may end at spaces only: a "--flag" broken at its hyphens reads as something else. */
function commandLine(command: string): string {
  return command
    .split(" ")
    .map((word) => `<span>${escapeHtml(word)}</span>`)
    .join(" ");
}

/** Wide tables scroll in a box of their own, which the keyboard reaches too. */
function scrolling(content: string, label = "Table"): string {
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}">${content}</div>`;
}

function definitions(terms: Readonly<Record<string, string>>): string {
  const entries = Object.entries(terms).map(
    ([term, meaning]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`,
  );
  return `<dl>\n${entries.join("\n")}\n</dl>`;
}

/** "</script" and "<!--" would end or bend a script element, so the "<" is written as an escape of its own. */
const inScript = (text: string) => text.replaceAll("<", "\\u003c");

function liveFigures(runtime: readonly string[], sections: readonly ReportSection[]): string {
  const specifications = sections.flatMap(({ figures = [] }) => figures.map((figure) => figure.specification));
  const sources = runtime.map((source) => `\n<script>${source.replaceAll(/<(?=\/script|!--)/gi, "\\x3c")}</script>`);
  return `${sources.join("")}
<script>
for (const [i, specification] of ${inScript(JSON.stringify(specifications))}.entries()) {
  const place = document.querySelector("#figure-" + (i + 1) + " .wide");
  const view = new vega.View(vega.parse(vegaLite.compile(specification).spec), { renderer: "svg", hover: true });
  place.textContent = "";
  view.initialize(place).runAsync().then(() => {
    const svg = place.querySelector("svg");
    svg.style.maxWidth = svg.getAttribute("width") + "px";
  });
}
</script>`;
}
