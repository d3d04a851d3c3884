import type { PathResult } from "../../analyses/index.ts";
import {
  citations,
  explanations,
  type Figure,
  formatNumber,
  landscapeLine,
  type Report,
  renderFigure,
} from "../../plots/index.ts";
import type { Context, Outcome } from "../defineCommand.ts";
import { formatTable } from "../output/formatTable.ts";
import { lineArrays, planeArrays } from "./landscapeArrays.ts";
import { landscapeFigures } from "./landscapeFigures.ts";
import { planeText, shareText } from "./landscapeOutcome.ts";

/** What lies between networks as document, text, arrays and report. */
export function pathOutcome(
  names: readonly string[],
  result: PathResult,
  values: object,
  { command }: Pick<Context, "command">,
): Outcome {
  const { data, line, networks, plane, versions } = result;
  const named = networks.map((network, i) => ({ ...network, name: names[i]! }));
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  const title = `Landscape between ${names.join(", ").replace(/, ([^,]*)$/, " and $1")}`;
  const about = `${data.samples} samples of ${data.source} (${data.split})`;
  const table = {
    columns: [
      { key: "name", title: "network" },
      { key: "loss", title: "loss" },
      { key: "accuracy", title: "accuracy", format: shareText },
    ],
    rows: named.map(({ name, loss, accuracy }) => ({ name, loss, accuracy })),
  };
  const found = [barrierText(names, result), ...(plane ? [planeText(plane)] : [])];
  return {
    document: { ...result, networks: named.map(({ name, ...network }) => ({ name, ...network })) },
    text: [
      `${title}, on ${about}`,
      formatTable(
        ["network", "loss", "accuracy"],
        named.map(({ name, loss, accuracy }) => [name, formatNumber(loss), shareText(accuracy)]),
      ),
      found.join("\n"),
    ].join("\n\n"),
    arrays: { ...(plane && planeArrays(plane)), ...lineArrays(line) },
    report: async (): Promise<Report> => ({
      title,
      subtitle: about,
      summary: found,
      warnings: result.warnings ?? [],
      sections: [
        { title: "Line", figures: [await lineFigure(names, result)], tables: [table] },
        ...(plane ? [{ title: "Plane", figures: await planeFigures(names, result) }] : []),
      ],
      command,
      configuration: {
        ...Object.fromEntries(named.map(({ name, model }) => [`model ${name}`, model])),
        data,
        versions,
        flags: Object.fromEntries(given),
      },
      explanations: { Barrier: explanations.lossBarrier, ...(plane && { Landscape: explanations.landscape }) },
      citations: [citations.goodfellow2015qualitatively, citations.entezari2022role, citations.li2018visualizing],
    }),
  };
}

function barrierText(names: readonly string[], { line: { barrier }, distance, moved }: PathResult): string {
  const [first, second] = names;
  const apart = `${first} and ${second} are ${formatNumber(distance)} apart, in ${moved} numbers.`;
  if (barrier.loss === null)
    return `${apart} Between them the loss is not finite everywhere, so that there is no barrier to speak of.`;
  if (barrier.alpha === null)
    return `${apart} There is no barrier between them: the loss is nowhere above the line between theirs.`;
  return (
    `${apart} The barrier between them is ${formatNumber(barrier.loss)} in the loss (at α = ${formatNumber(barrier.alpha)}) and ` +
    `${shareText(barrier.accuracy)} in the accuracy.`
  );
}

function lineFigure(names: readonly string[], { line }: PathResult): Promise<Figure> {
  const row = { names: [names[0]!, names[1]!] as const, ...line };
  const about = { name: "line", title: `From ${names[0]} to ${names[1]}`, caption: landscapeLine.shows };
  return renderFigure(about, (layout) => landscapeLine([row], layout));
}

async function planeFigures(names: readonly string[], { plane, networks }: PathResult): Promise<Figure[]> {
  if (!plane) return [];
  return await landscapeFigures(plane, {
    titles: {
      alpha: `α: from ${names[0]} (0) to ${names[1]} (1)`,
      beta: plane.beside === "network" ? `β: towards ${names[2]} (1)` : "β: random direction",
    },
    points: networks.map(({ alpha, beta }, i) => ({ name: names[i]!, alpha, beta })),
  });
}
