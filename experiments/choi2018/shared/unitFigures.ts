import type { Cell, CellResult } from "netspectra/experiments";
import { type Figure, renderFigure, unitHistograms, unitScatter } from "netspectra/plots";

const of = "of the fifth hidden layer, by class (the digits 0 to 9), in the first trial";

/** The two rows of Figure 1: a unit's activations, and those of a pair, for each regulariser. */
export async function unitFigures(results: readonly CellResult<Cell>[]): Promise<readonly Figure[]> {
  const drawn = results.filter(({ arrays }) => arrays?.["first"]);
  if (drawn.length === 0) return [];
  const panels = drawn.map(({ cell, measures, arrays = {} }) => ({
    name: String(cell["regulariser"]),
    units: [`unit ${measures["firstUnit"]}`, `unit ${measures["secondUnit"]}`] as const,
    first: arrays["first"] ?? [],
    second: arrays["second"] ?? [],
    labels: arrays["labels"] ?? [],
    classes: Array.from({ length: 10 }, (_, digit) => `${digit}`),
  }));
  const histograms = panels.map(({ name, units: [unit], first, ...rest }) => ({
    ...rest,
    name: `${name}, ${unit}`,
    values: first,
  }));
  return await Promise.all([
    renderFigure(
      {
        name: "histograms",
        title: "A unit's activations",
        caption: `Activations of one unit ${of}: the unit that is active on as many samples as the median unit. Zeros are left out, and counted in the titles.`,
      },
      (layout) => unitHistograms(histograms, { ...layout, columns: 2 }),
    ),
    renderFigure(
      {
        name: "pairs",
        title: "Activations of two units",
        caption: `Activations of two units ${of}, a point for each sample: the unit above and the next one by the number of samples on which it is active. Points on an axis are samples on which one of the two is 0.`,
      },
      (layout) => unitScatter(panels, layout),
    ),
  ]);
}
