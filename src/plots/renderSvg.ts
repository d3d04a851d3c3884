import type { TopLevelSpec } from "vega-lite";
import { fail } from "../base/index.ts";
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
    view.finalize();
    if (problems.length > 0) throw new Error(problems.join("; "));
    return svg;
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
