import { numbers, type Tensor } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import type { ChannelPlace } from "./channelPlace.ts";
import type { Rewrite } from "./rewrite.ts";

/** y = s z + t with a number of each for every channel. */
export interface ChannelAffine {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

/** What a node does to `name`, if it multiplies by and adds constants of the channels: arithmetic and batch normalisation. */
export function channelAffine(
  rewrite: Rewrite,
  node: Node,
  name: string,
  place: ChannelPlace,
): ChannelAffine | undefined {
  const { operator, domain, inputs } = node;
  if (domain !== "" || inputs.filter((own) => own === name).length !== 1) return undefined;
  const constant = (i: number) => rewrite.constantOf(inputs[i]);
  const of = (f: (channel: number) => number) => Float64Array.from({ length: place.count }, (_, i) => f(i));
  if (operator === "Neg") return { scale: of(() => -1), offset: of(() => 0) };
  if (operator === "BatchNormalization") {
    const found = [1, 2, 3, 4].map(constant);
    const isPlain = inputs[0] === name && node.outputs.length === 1 && place.axis === 1 && place.after === 1;
    if (!isPlain || found.some((tensor) => tensor?.shape[0] !== place.count)) return undefined;
    const [gain, bias, mean, variance] = found.map((tensor) => numbers(tensor!)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    const { epsilon } = node.attributes;
    const least = epsilon?.kind === "float" ? epsilon.value : 1e-5;
    const scale = of((i) => gain[i]! / Math.sqrt(variance[i]! + least));
    return { scale, offset: of((i) => bias[i]! - scale[i]! * mean[i]!) };
  }
  const first = inputs[0] === name;
  const other = constant(first ? 1 : 0);
  const values = other && valuesOfChannels(rewrite, other, name, place);
  if (!values) return undefined;
  switch (operator) {
    case "Add":
      return { scale: of(() => 1), offset: values };
    case "Sub":
      return first
        ? { scale: of(() => 1), offset: values.map((value) => 0 - value) }
        : { scale: of(() => -1), offset: values };
    case "Mul":
      return { scale: values, offset: of(() => 0) };
    case "Div":
      return first ? { scale: values.map((value) => 1 / value), offset: of(() => 0) } : undefined;
    default:
      return undefined;
  }
}

/** The element of each channel, where a constant has but one for each. */
function valuesOfChannels(
  rewrite: Rewrite,
  constant: Tensor,
  name: string,
  { axis, count, after }: ChannelPlace,
): Float64Array | undefined {
  const shape = rewrite.shapeOf(name);
  const before = shape.length - constant.shape.length;
  if (before < 0 || (constant.type !== "float32" && constant.type !== "float64")) return undefined;
  if (!constant.shape.every((size, i) => size === 1 || (i + before === axis && size === shape[axis]))) return undefined;
  const elements = numbers(constant);
  const values = Float64Array.from({ length: count }, (_, i) => elements[elements.length === 1 ? 0 : i * after]!);
  const isOwn = (value: number, i: number) => value === values[Math.floor(i / after) % count];
  return elements.length === 1 || elements.every(isOwn) ? values : undefined;
}
