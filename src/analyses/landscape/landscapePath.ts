import { fail, matchInput, type Samples, sizeOf, type Tensor } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { describeModel, describeRun } from "../common.ts";
import type { LoadedModel } from "../loadModel.ts";
import { barrierOf } from "./barrier.ts";
import type { Weights } from "./combinationGraph.ts";
import { evenSteps, stepsAcross } from "./grid.ts";
import { checkedOptions, type PathOptions } from "./landscapeOptions.ts";
import type { LandscapeNetwork, PathResult } from "./landscapeResult.ts";
import { differingConstants } from "./matchConstants.ts";
import { measurePoints } from "./measurePoints.ts";
import { gridPoints, planeOf } from "./planeOf.ts";
import { movedWeights } from "./randomDirections.ts";
import { landscapeWarnings } from "./warnings.ts";

/**
 * Loss and accuracy along the line (1 − α) A + α B between two networks of one architecture (Goodfellow, Vinyals & Saxe 2015), running
 * statistics of normalisations included, with the barrier between them. A third network, or `plane`, adds the plane that the line
 * spans with it, or with a filter-normalised random direction at A: β = 0 is the line, and the third network lies at β = 1.
 *
 * @throws NetspectraError for networks of different architecture (the first difference is named), for equal ones, and as `landscape` does
 */
export async function landscapePath(
  platform: Platform,
  models: readonly LoadedModel[],
  samples: Samples,
  options: PathOptions = {},
): Promise<PathResult> {
  const started = platform.now();
  const { steps, radius, seed, margin } = checkedOptions(options);
  const { biases = false, plane = false, device, threads, batch } = options;
  if (models.length < 2 || models.length > 3) {
    fail({
      subject: "a line between networks",
      expected: "two networks, or three for a plane",
      got: `${models.length}`,
    });
  }
  const [first, second, third] = models as readonly [LoadedModel, LoadedModel, LoadedModel?];
  const data = matchInput(samples, first.sampleShape, first.layout);
  const places = differingConstants(models);
  const [a, b, c] = places as [Weights, Weights, Weights?];
  const distance = Math.sqrt(product(a, b, b));
  if (distance === 0) refuseEqual(first, second);
  // The third network's place on the line, so that β goes at right angles to it.
  const foot = c ? product(a, b, c) / distance ** 2 : 0;
  if (c && third && product(a, c, c) - (foot * distance) ** 2 <= 1e-12 * distance ** 2) refuseAligned(third);
  const random = !c && plane ? movedWeights(first, biases).direction(seed, 0) : undefined;
  const beside = c ?? random;
  const terms = [...[a, b].map((weights) => withShared(weights, random, first)), ...(beside ? [beside] : [])];
  const coefficients = (x: number, y: number): number[] => {
    if (c) return [1 - x - y + foot * y, x - foot * y, y];
    return random ? [1 - x, x, y] : [1 - x, x];
  };
  const alpha = stepsAcross(steps, margin);
  const across = c
    ? evenSteps(Math.min(0, foot) - margin, Math.max(1, foot) + margin, steps)
    : evenSteps(-margin, 1 + margin, steps);
  const beta = c ? evenSteps(-margin, 1 + margin, steps) : evenSteps(-radius, radius, steps);
  const ofPlane = beside ? gridPoints(across, beta) : [];
  const own: (readonly [number, number])[] = [[0, 0], [1, 0], ...(c ? [[foot, 1] as const] : [])];
  const exact = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
    .slice(0, models.length)
    .map((unit) => unit.slice(0, terms.length));
  const points = [...exact, ...alpha.map((x) => coefficients(x, 0)), ...ofPlane.map(([x, y]) => coefficients(x, y))];
  const run = { ...(device && { device }), ...(threads && { threads }), ...(batch !== undefined && { batch }) };
  const measured = await measurePoints(platform, first, terms, points, data, run);
  const part = (from: number, to?: number) => {
    const [loss, accuracy] = [measured.loss.slice(from, to), measured.accuracy.slice(from, to)];
    return { loss, accuracy, notFinite: loss.filter((value) => value === null).length };
  };
  const line = part(models.length, models.length + alpha.length);
  const warnings = landscapeWarnings(data, measured.notFinite, points.length);
  const { model: _, ...common } = describeRun(platform, first, outputOf(first), data, seed);
  return {
    analysis: "landscape",
    ...common,
    status: measured.notFinite > 0 ? "unbounded" : "ok",
    networks: models.map((model, i): LandscapeNetwork => {
      const [x, y] = own[i]!;
      const { loss, accuracy } = measured;
      return {
        model: describeModel(model, outputOf(model)),
        alpha: x,
        beta: y,
        loss: loss[i]!,
        accuracy: accuracy[i]!,
      };
    }),
    steps,
    margin,
    moved: [...a.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    distance,
    line: { alpha, ...line, barrier: barrierOf(alpha, line.loss, line.accuracy) },
    ...(beside && {
      plane: { beside: c ? "network" : "random", ...planeOf(across, beta, part(models.length + alpha.length)) },
    }),
    ...(warnings.length > 0 && { warnings }),
    seconds: (platform.now() - started) / 1000,
  };
}

const outputOf = ({ graph }: LoadedModel) => graph.outputs[0]?.name ?? "";

/** ⟨x − origin, y − origin⟩ */
function product(origin: Weights, x: Weights, y: Weights): number {
  let sum = 0;
  for (const [name, { data }] of origin) {
    const [o, p, q] = [data, x.get(name)!.data, y.get(name)!.data] as [Float32Array, Float32Array, Float32Array];
    for (let i = 0; i < o.length; i++) sum += (p[i]! - o[i]!) * (q[i]! - o[i]!);
  }
  return sum;
}

/** Weights that a direction moves but both networks share come along from the first. */
function withShared(weights: Weights, direction: Weights | undefined, { graph }: LoadedModel): Weights {
  const shared = [...(direction?.keys() ?? [])].filter((name) => !weights.has(name));
  return new Map([...weights, ...shared.map((name): [string, Tensor] => [name, graph.initializers.get(name)!])]);
}

function refuseEqual(first: LoadedModel, second: LoadedModel): never {
  return fail({
    subject: `the line from ${first.path} to ${second.path}`,
    expected: "two networks with different weights",
    got: "the same weights twice, which are a line of zero length",
  });
}

function refuseAligned({ path }: LoadedModel): never {
  return fail({
    subject: path,
    expected: "a third network beside the line through the first two",
    got: "one on that line, so that there is no plane",
  });
}
