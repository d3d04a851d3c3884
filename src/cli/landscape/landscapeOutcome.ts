import type { LandscapePlane, LandscapeResult } from "../../analyses/index.ts";
import { citations, explanations, formatNumber, formatPercent, type Report } from "../../plots/index.ts";
import type { Context, Outcome } from "../defineCommand.ts";
import { planeArrays } from "./landscapeArrays.ts";
import { landscapeFigures } from "./landscapeFigures.ts";

/** The plane around one network as document, text, arrays and report. */
export function landscapeOutcome(
  name: string,
  result: LandscapeResult,
  values: object,
  { command }: Pick<Context, "command">,
): Outcome {
  const { data, model, versions, centre } = result;
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  const about = `${data.samples} samples of ${data.source} (${data.split})`;
  const found = [
    `${name} has a loss of ${formatNumber(centre.loss)} and an accuracy of ${shareText(centre.accuracy)} on ${about}.`,
    moving(result),
    planeText(result),
  ];
  return {
    document: result,
    text: [`Landscape of ${name}`, ...found].join("\n"),
    arrays: planeArrays(result),
    report: async (): Promise<Report> => ({
      title: `Landscape of ${name}`,
      subtitle: about,
      summary: found,
      warnings: result.warnings ?? [],
      sections: [
        { title: "Plane", figures: await landscapeFigures(result, { points: [{ name: "", alpha: 0, beta: 0 }] }) },
      ],
      command,
      configuration: { [`model ${name}`]: model, data, versions, flags: Object.fromEntries(given) },
      explanations: { Landscape: explanations.landscape },
      citations: [citations.li2018visualizing],
    }),
  };
}

function moving({ moved, parameters, filters, weights, cosine }: LandscapeResult): string {
  return (
    `The plane moves ${moved} of ${parameters} parameters: ${filters} filters of ${weights} weights, each by its own norm ` +
    `(cosine between the directions: ${formatNumber(cosine)}).`
  );
}

/** What is on a plane, in a sentence. */
export function planeText({ loss, lowest, notFinite }: LandscapePlane): string {
  if (!lowest) return "No point of the plane has a finite loss.";
  const highest = loss.flat().reduce<number>((most, value) => Math.max(most, value ?? most), 0);
  const where = `α = ${formatNumber(lowest.alpha)}, β = ${formatNumber(lowest.beta)}`;
  const left = notFinite > 0 ? `; at ${notFinite} points it is no finite number` : "";
  return `On the plane the loss goes from ${formatNumber(lowest.loss)} (at ${where}) to ${formatNumber(highest)}${left}.`;
}

/** "98.1 %", or "–". */
export const shareText = (share: number | null) => (share === null ? "–" : formatPercent(share));
