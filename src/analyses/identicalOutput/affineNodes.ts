import { type ElementType, tensorOf } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import type { ChannelAffine } from "./channelAffine.ts";
import type { ChannelPlace } from "./channelPlace.ts";
import type { Rewrite } from "./rewrite.ts";

/** What is read, the tensor that the result lies like, where its channels are, and the result's name. */
interface Ends {
  readonly x: string;
  readonly like: string;
  readonly place: ChannelPlace;
  readonly target: string;
}

/** Nodes for `target` = scale · x + offset per channel; a plain copy where neither changes anything. */
export function affineNodes(
  rewrite: Rewrite,
  { x, like, place, target }: Ends,
  { scale, offset }: Partial<ChannelAffine>,
): readonly Node[] {
  const steps = [
    ...(scale?.some((value) => value !== 1) ? [{ operator: "Mul", values: scale }] : []),
    ...(offset?.some((value) => value !== 0) ? [{ operator: "Add", values: offset }] : []),
  ];
  let read = x;
  const nodes = steps.map(({ operator, values }, i): Node => {
    const output = i === steps.length - 1 ? target : rewrite.fresh(operator);
    rewrite.declare(output, like);
    const inputs = [read, spread(rewrite, like, place, values)];
    read = output;
    return { name: output, operator, domain: "", inputs, outputs: [output], attributes: {} };
  });
  if (nodes.length > 0) return nodes;
  return [
    {
      name: target,
      operator: "Identity",
      domain: "",
      inputs: [x],
      outputs: [target],
      attributes: {},
    },
  ];
}

/** A constant with the element of its channel everywhere. */
function spread(rewrite: Rewrite, like: string, { axis, count, after }: ChannelPlace, values: Float64Array): string {
  const type: ElementType = rewrite.typeOf(like);
  const shape = rewrite.shapeOf(like);
  const size = Number(shape[axis]);
  const own = shape.slice(axis).map((_, i) => (i === 0 ? size : 1));
  const all = Float64Array.from({ length: size }, (_, i) => values[Math.floor(i / after) % count]!);
  return rewrite.constant("channels", tensorOf(type, own, all));
}
