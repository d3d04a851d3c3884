import type { View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { fail } from "../base/index.ts";
import { escapeHtml } from "./escapeHtml.ts";
import { measureText } from "./measureText.ts";

/**
 * A Vega-Lite specification as an SVG document, drawn without canvas or browser. The same specification gives the same
 * bytes, whatever was drawn before.
 *
 * @param warn receives what the compiler had to say about the specification
 * @throws NetspectraError when the specification does not compile or does not render
 */
export function renderSvg(specification: TopLevelSpec, warn: (message: string) => void = () => {}): Promise<string> {
  // One at a time: text metrics and the counter behind clip paths belong to the whole of Vega.
  const drawn = lastDrawn.then(() => draw(specification, warn));
  lastDrawn = drawn.catch(() => {});
  return drawn;
}

let lastDrawn: Promise<unknown> = Promise.resolve();

/** What Vega measures text with; its type declarations leave it out. */
interface TextMetrics {
  width(item: { fontSize?: number; fontWeight?: string | number }, text: string): number;
}

async function draw(specification: TopLevelSpec, warn: (message: string) => void): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const logger = vega.logger(vega.Warn);
  const problems: string[] = [];
  const say = (collect: (message: string) => void) =>
    function (this: typeof logger, ...messages: readonly unknown[]) {
      collect(messages.map(String).join(" "));
      return logger;
    };
  logger.warn = say(warn);
  logger.error = say((message) => problems.push(message));

  const metrics = (vega as unknown as { textMetrics: TextMetrics }).textMetrics;
  const before = metrics.width;
  metrics.width = ({ fontSize = 11, fontWeight }, text) =>
    measureText(String(text ?? ""), fontSize) * (fontWeight === "bold" ? 1.06 : 1);
  try {
    vega.resetSVGDefIds();
    const compiled = vegaLite.compile(specification, { logger });
    const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logger });
    const svg = await view.toSVG();
    const scales = (["x", "y"] as const).map((channel) => readingAid(view, specification, channel)).join("");
    view.finalize();
    if (problems.length > 0) throw new Error(problems.join("; "));
    return svg.replace("<svg ", `<svg${scales} `);
  } catch (error) {
    return fail({
      subject: "a figure",
      expected: "a Vega-Lite specification that can be drawn",
      got: error instanceof Error ? error.message : String(error),
    });
  } finally {
    metrics.width = before;
  }
}

/**
 * How to read positions of a figure back as values, for figures with one pair of axes: ` data-x='{"title", "type",
 * "domain", "range"}'`. A report's script shows values under the pointer with it.
 */
function readingAid(view: View, specification: TopLevelSpec, channel: "x" | "y"): string {
  const outer = specification as { encoding?: Encoding; spec?: { encoding?: Encoding } };
  const title = (outer.encoding ?? outer.spec?.encoding)?.[channel]?.title;
  if (typeof title !== "string") return "";
  let scale: Scale;
  try {
    scale = view.scale(channel) as Scale;
  } catch {
    return "";
  }
  if (scale.type !== "linear" && scale.type !== "log") return "";
  const aid = JSON.stringify({ title, type: scale.type, domain: scale.domain(), range: scale.range() });
  return ` data-${channel}="${escapeHtml(aid)}"`;
}

type Encoding = Partial<Record<"x" | "y", { title?: unknown }>>;

interface Scale {
  readonly type: string;
  domain(): readonly number[];
  range(): readonly number[];
}
