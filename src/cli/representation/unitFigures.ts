import { chooseLayers, type LoadedModel, type RepresentationResult, unitActivations } from "../../analyses/index.ts";
import { fail, permutation, random, type Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { formatNumber, type UnitPair, type UnitValues } from "../../plots/index.ts";
import { classNames } from "../output/classNames.ts";

/** Units of one layer as they are drawn. */
export interface UnitFigures {
  readonly layer: string;
  readonly histograms: readonly UnitValues[];
  readonly pairs: readonly UnitPair[];
}

/** Units among which those that are drawn at random are looked for; the others are likely dead. */
const candidates = 32;

interface Asked {
  readonly figureLayer?: string | undefined;
  readonly units?: readonly number[] | undefined;
  readonly batch?: number | undefined;
}

/**
 * The activations of the units that were chosen, of two that are random but not silent, and of the two most correlated.
 *
 * @throws NetspectraError for a layer that was not looked at, and units that it does not have
 */
export async function unitFigures(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  { layers, convolution, seed }: RepresentationResult,
  { figureLayer, units: chosen = [], batch }: Asked,
): Promise<UnitFigures> {
  const described = figureLayer === undefined ? layers.at(-1) : layers.find(({ layer }) => layer === figureLayer);
  if (!described) {
    return fail({
      subject: `--figure-layer ${figureLayer}`,
      expected: `one of the layers looked at: ${layers.map(({ layer }) => layer).join(", ")}`,
      got: "another name",
    });
  }
  const { layer, mostCorrelated } = described;
  const [view] = chooseLayers(model, [layer], convolution);
  const most = mostCorrelated?.units ?? [];
  const order = Array.from(permutation(view!.units, random(seed, "units to draw", layer))).slice(0, candidates);
  const units = [...new Set([...chosen, ...most, ...order])];
  const values = await unitActivations(platform, model, samples, view!, units, batch === undefined ? {} : { batch });
  const of = new Map(units.map((unit, i) => [unit, values[i]!]));
  const active = order.filter((unit) => of.get(unit)!.some((value) => value > 0));
  const drawn = [...active, ...order.filter((unit) => !active.includes(unit))];
  const labels = { labels: samples.labels, classes: classNames(samples) };
  const pair = (name: string, [a, b]: readonly number[]): UnitPair[] =>
    a === undefined || b === undefined
      ? []
      : [{ name, units: [`unit ${a}`, `unit ${b}`], first: of.get(a)!, second: of.get(b)!, ...labels }];
  const shown = chosen.length > 0 ? chosen.slice(0, 6) : drawn.slice(0, 1);
  return {
    layer,
    histograms: shown.map((unit) => ({ name: `${layer}, unit ${unit}`, values: of.get(unit)!, ...labels })),
    pairs: [
      ...(chosen.length > 1 ? pair("chosen", chosen) : []),
      ...pair("at random", drawn),
      ...(mostCorrelated ? pair(`most correlated, ρ = ${formatNumber(mostCorrelated.correlation)}`, most) : []),
    ],
  };
}
