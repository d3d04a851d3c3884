import { numbers, type Shape, type Tensor } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import type { MapKind } from "./affineMap.ts";
import {
  type ChannelPlace,
  isWholeAxis,
  placeAfterReshape,
  placeAfterTranspose,
  placeBeforeTranspose,
} from "./channelPlace.ts";

/** What is known where an operator stands. */
export interface Passage {
  readonly node: Node;
  readonly place: ChannelPlace;
  /** Shape on the side that is known, and on the other. */
  readonly from: Shape;
  readonly to: Shape;
  readonly constantOf: (name: string | undefined) => Tensor | undefined;
}

/** An operator of one operand through which a map of the channels may pass: f(A z) = A f(z). */
export interface PassingOperator {
  /** The widest kind of A that passes. */
  readonly kind: MapKind;
  /** Whether f(z + c) = f(z) + c for each channel's own c. */
  readonly shift: (passage: Passage) => boolean;
  /** Where the channels lie on the other side; undefined where the operator does not treat all channels alike. */
  readonly place: (passage: Passage) => ChannelPlace | undefined;
  /** The same from what it yields to what it reads. */
  readonly placeBefore: (passage: Passage) => ChannelPlace | undefined;
}

const always = () => true;
const never = () => false;
const nowhere = () => undefined;
const same = ({ place }: Passage) => place;
const reshaped = ({ place, from, to }: Passage) => placeAfterReshape(place, from, to);
const turned = ({ node, place, from }: Passage) => placeAfterTranspose(place, node, from.length);
const turnedBack = ({ node, place, from }: Passage) => placeBeforeTranspose(place, node, from.length);
const perChannel = ({ place, from }: Passage) => (place.axis === 1 && isWholeAxis(place, from) ? place : undefined);

const both = (place: PassingOperator["place"]) => ({ place, placeBefore: place });

const view: PassingOperator = { kind: "general", shift: always, ...both(same) };
const reshape: PassingOperator = { kind: "general", shift: always, ...both(reshaped) };
const homogeneous: PassingOperator = { kind: "positive", shift: never, ...both(same) };
const pointwise: PassingOperator = { kind: "permutation", shift: never, ...both(same) };
const largest: PassingOperator = { kind: "positive", shift: always, ...both(perChannel) };

/** The operators by name; all others let nothing pass but what leaves each element as it is. */
export const passingOperators: ReadonlyMap<string, PassingOperator> = new Map<string, PassingOperator>([
  ["Identity", view],
  ["Dropout", view],
  ["Reshape", reshape],
  ["Flatten", reshape],
  ["Squeeze", reshape],
  ["Unsqueeze", reshape],
  ["Transpose", { kind: "general", shift: always, place: turned, placeBefore: turnedBack }],
  ["AveragePool", { kind: "general", shift: (passage) => !countsPadding(passage), ...both(perChannel) }],
  ["GlobalAveragePool", { kind: "general", shift: always, ...both(perChannel) }],
  ["ReduceMean", { kind: "general", shift: always, place: reduced, placeBefore: nowhere }],
  ["Pad", { kind: "general", shift: never, ...both(padded) }],
  [
    "MaxPool",
    { ...largest, ...both((passage) => (passage.node.outputs.length === 1 ? perChannel(passage) : undefined)) },
  ],
  ["GlobalMaxPool", largest],
  ["ReduceMax", { kind: "positive", shift: always, place: reduced, placeBefore: nowhere }],
  ["Relu", homogeneous],
  ["LeakyRelu", homogeneous],
  ["Abs", homogeneous],
  ...["Sigmoid", "Tanh", "Elu", "Selu", "Celu", "Softplus", "Softsign", "Gelu", "Erf", "Exp", "HardSigmoid"].map(
    (name) => [name, pointwise] as const,
  ),
  ...["HardSwish", "Mish", "Swish", "Clip", "ThresholdedRelu", "Shrink"].map((name) => [name, pointwise] as const),
]);

/** The activations among them: operators that are no linear maps and act on each element alone. */
export const isActivation = (operator: string): boolean => {
  const passing = passingOperators.get(operator);
  return passing === homogeneous || passing === pointwise;
};

/** Zeros count where windows reach beyond the border. */
function countsPadding({ node: { attributes } }: Passage): boolean {
  const { pads, auto_pad: automatic, count_include_pad: counts } = attributes;
  const isPadded =
    (pads?.kind === "ints" && pads.value.some((width) => width !== 0)) ||
    (automatic?.kind === "string" && automatic.value.startsWith("SAME"));
  return isPadded && counts?.kind === "int" && counts.value === 1;
}

/** Only other axes vanish, or become 1. */
function reduced({ node, place, from, constantOf }: Passage): ChannelPlace | undefined {
  const axes = constantOf(node.inputs[1]);
  if (!axes) return undefined;
  const gone = numbers(axes).map((axis) => (axis < 0 ? axis + from.length : axis));
  if (gone.includes(place.axis) || gone.includes(0)) return undefined;
  const { keepdims } = node.attributes;
  const stays = keepdims?.kind !== "int" || keepdims.value === 1;
  return stays ? place : { ...place, axis: place.axis - gone.filter((axis) => axis < place.axis).length };
}

/** Zeros, or values of the same channel, around other axes. */
function padded({ node, place, from, constantOf }: Passage): ChannelPlace | undefined {
  const [, pads, value, axes] = node.inputs;
  const widths = constantOf(pads);
  const filled = value ? constantOf(value) : undefined;
  if (!widths || axes || (value && !(filled && numbers(filled)[0] === 0))) return undefined;
  const all = numbers(widths);
  return all[place.axis] === 0 && all[place.axis + from.length] === 0 ? place : undefined;
}
