import { type AnyTensor, checkComputed, multiplyDimensions, numbers } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";
import { allAxes } from "./axes.ts";
import { padZeros } from "./pads.ts";
import { reductionAttribute } from "./scattering.ts";

/** Constant indices that name one place more often than this are added up at run time. */
const mostRepeats = 4;

/**
 * The adjoint of y = Gather(x, indices) along one axis: slices of dy are added to their places.
 *
 * Never through ScatterND: the runtime's loses terms when several threads add to one place.
 */
export function gatherAdjoint(g: Builder, x: Value, indices: Value, axis: number, dy: Value): Value {
  const size = x.shape[axis]!;
  const tail = axis + indices.shape.length;
  const count = multiplyDimensions(1, ...indices.shape);
  const list = g.reshape(dy, [...dy.shape.slice(0, axis), count, ...dy.shape.slice(tail)], dy);
  const constant = g.constantOf(indices);
  if (constant && typeof size === "number") {
    const places = numbers(constant as AnyTensor).map((index) => (index < 0 ? index + size : index));
    const [only] = places;
    if (places.length === 1) return padZeros(g, list, axis, only!, size - 1 - only!);
    const rounds = inversions(places, size);
    if (rounds.length === 0) return g.full(0, x);
    if (rounds.length <= mostRepeats) return g.sum(rounds.map((inverse) => gatherInverse(g, list, axis, inverse)));
  }
  const flat = g.reshape(indices, [count]);
  const others = allAxes(x.shape.length).filter((i) => i !== axis);
  const places = g.expand(g.unsqueeze(flat, others), list.shape, list);
  return g.op("ScatterElements", [g.full(0, x), places, list], { axis: int(axis), ...reductionAttribute("add") });
}

/** For the r-th occurrence of each place: where it stands in the list, or the list's length where there is none. */
function inversions(places: readonly number[], size: number): readonly Int32Array[] {
  const rounds: Int32Array[] = [];
  const seen = new Uint32Array(checkComputed("the derivative of a Gather", size));
  places.forEach((place, i) => {
    const round = seen[place]!++;
    rounds[round] ??= new Int32Array(size).fill(places.length);
    rounds[round][place] = i;
  });
  return rounds;
}

/** Take slices by the inverse indices; a slice of zeros at the end stands for places that none was taken from. */
function gatherInverse(g: Builder, list: Value, axis: number, inverse: Int32Array): Value {
  const complete = inverse.every((i) => i !== list.shape[axis]);
  const padded = complete ? list : padZeros(g, list, axis, 0, 1);
  const places = g.constant({ type: "int64", shape: [inverse.length], data: BigInt64Array.from(inverse, BigInt) });
  return g.op("Gather", [padded, places], { axis: int(axis) });
}
