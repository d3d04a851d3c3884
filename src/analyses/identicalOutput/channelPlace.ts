import type { Shape } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";

/** Where the channels of a layer lie in a tensor with the batch first: digit (·, channel, ·) of one axis. */
export interface ChannelPlace {
  readonly axis: number;
  readonly count: number;
  /** Elements of the axis that lie between two channels: 1, or the positions of an image that was flattened. */
  readonly after: number;
}

/** Whether an axis is nothing but channels. */
export const isWholeAxis = ({ axis, count, after }: ChannelPlace, shape: Shape): boolean =>
  after === 1 && shape[axis] === count;

/** Where the channels lie after elements have been put into another shape in the same order. */
export function placeAfterReshape(place: ChannelPlace, from: Shape, to: Shape): ChannelPlace | undefined {
  let stride = place.after;
  for (const size of from.slice(place.axis + 1)) {
    if (typeof size !== "number") return undefined;
    stride *= size;
  }
  let below = 1;
  for (let axis = to.length - 1; axis > 0; axis--) {
    const size = to[axis];
    if (typeof size !== "number") return undefined;
    const after = stride / below;
    // The axis holds the channels if it begins below their digit and ends above it.
    if (Number.isInteger(after) && after * place.count <= size && size % (after * place.count) === 0) {
      return { axis, count: place.count, after };
    }
    below *= size;
  }
  return undefined;
}

/** Where the channels lie after a Transpose. */
export function placeAfterTranspose(place: ChannelPlace, node: Node, rank: number): ChannelPlace | undefined {
  const order = orderOf(node, rank);
  return order[0] === 0 ? { ...place, axis: order.indexOf(place.axis) } : undefined;
}

/** Where the channels lay before a Transpose. */
export function placeBeforeTranspose(place: ChannelPlace, node: Node, rank: number): ChannelPlace | undefined {
  const order = orderOf(node, rank);
  return order[0] === 0 ? { ...place, axis: order[place.axis]! } : undefined;
}

const orderOf = ({ attributes: { perm } }: Node, rank: number): readonly number[] =>
  perm?.kind === "ints" ? perm.value : Array.from({ length: rank }, (_, i) => rank - 1 - i);
