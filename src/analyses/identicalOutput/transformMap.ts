import { fail, random, type Samples } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";
import type { Platform } from "../../platform/index.ts";
import { type ActivationStreamOptions, layerView } from "../activations/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { AffineMap } from "./affineMap.ts";
import { carriesShift, channelsOfLayer } from "./changeBasis.ts";
import { type LayerMoments, layerMoments } from "./layerMoments.ts";
import { type Transform, transforms } from "./transforms.ts";

/** z̃ = Q (z − m) in numbers; m is 0 where it is not given. */
export interface GivenTransform {
  /** units × units, row-major. */
  readonly q: Float64Array;
  readonly m?: Float64Array;
}

export interface TransformChoice extends ActivationStreamOptions {
  /** A name among `known`, or the numbers. */
  readonly transform: string | GivenTransform;
  /** Default: those that make identical-output networks. */
  readonly known?: Readonly<Record<string, Transform>>;
  /** The covariance that `covariance` aims at, units × units. */
  readonly target?: Float64Array;
  /** The tensor that means and covariances are of; default: the layer. */
  readonly momentsOf?: string;
  readonly ignoreActivations?: boolean;
  readonly seed?: number;
  /** Which of several random transformations. Default 0. */
  readonly candidate?: number;
}

/**
 * The transformation of a layer that was asked for.
 *
 * @param samples that means and covariances are over
 * @throws NetspectraError for names that are none, numbers that are not as many as the layer needs, a layer that never varies
 */
export async function transformMap(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  layer: string,
  choice: TransformChoice,
): Promise<AffineMap> {
  const { transform, known = transforms, seed = 0, candidate = 0, target, momentsOf = layer, ...rest } = choice;
  const { ignoreActivations = false, device, threads, batch } = rest;
  const { count } = channelsOfLayer(model.graph, layer);
  if (typeof transform !== "string") return givenMap(transform, count, layer);
  const found = requireTransform(transform, known);
  const session = { ...(device && { device }), ...(threads && { threads }), ...(batch && { batch }) };
  let moments: Promise<LayerMoments> | undefined;
  return found.make({
    layer,
    size: count,
    random: random(seed, "transform", transform, layer, candidate),
    moments: () => {
      moments ??= layerMoments(platform, model, samples, momentsOf, layerView(model, momentsOf, "channel"), session);
      return moments;
    },
    carriesShift: carriesShift(model.graph, layer, { ignoreActivations }),
    target,
  });
}

/** The transformation of a name. @throws NetspectraError for names that are none, with the nearest ones */
export function requireTransform(name: string, known: Readonly<Record<string, Transform>> = transforms): Transform {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found;
  const names = Object.keys(known);
  const near = likeNames(name, names);
  return fail({
    subject: "--transform",
    expected: names.join(", "),
    got: name,
    ...(near.startsWith("Did") && { todo: near }),
  });
}

function sizeOfSquare(count: number): string {
  const side = Math.sqrt(count);
  return Number.isInteger(side) ? `${side} × ${side}` : `${count} numbers`;
}

function givenMap({ q, m }: GivenTransform, size: number, layer: string): AffineMap {
  if (q.length !== size * size || (m && m.length !== size)) {
    fail({
      subject: `Q and m for layer "${layer}"`,
      expected: `Q of ${size} × ${size} and m of ${size} numbers, one row for each unit or channel`,
      got: `Q of ${sizeOfSquare(q.length)}${m ? ` and m of ${m.length}` : ""}`,
    });
  }
  const shift = Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum -= q[i * size + j]! * (m?.[j] ?? 0);
    return sum === 0 ? 0 : sum;
  });
  return { size, matrix: q, shift };
}
