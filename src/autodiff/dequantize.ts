import { float32, isType, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import type { Node } from "../graph/index.ts";
import { unpacked } from "../ops/define/quantised.ts";
import { stretchedWalk, stridedWalk, stridesOf } from "./stridedWalk.ts";

/**
 * y = (x − zero point) · scale, for constants: one scale, one for each step of `axis`, or one for each block of
 * `block_size` elements along it (DequantizeLinear, opset 10 to 25). In the type of the scale.
 */
export function dequantize(node: Node, x: Tensor, scale: Tensor, zero: Tensor | undefined): Tensor | undefined {
  const values = elements(x);
  const zeros = zero && elements(zero);
  if (!values || (zero && !zeros) || (!isType(scale, "float32") && !isType(scale, "float64"))) return undefined;
  const places = scalePlaces(node, x.shape, scale.shape);
  if (!places) return undefined;
  const result = Float64Array.from(values, (v, i) => (v - (zeros?.[places[i]!] ?? 0)) * scale.data[places[i]!]!);
  return isType(scale, "float32") ? float32(x.shape, result) : tensorOf("float64", x.shape, result);
}

/** For each element of x, which scale is its own. */
function scalePlaces(node: Node, shape: readonly number[], scale: readonly number[]): Uint32Array | undefined {
  if (sizeOf(scale) === 1) return new Uint32Array(sizeOf(shape));
  const { axis: given, block_size: block } = node.attributes;
  const axis = given?.kind === "int" ? given.value : 1;
  const along = axis < 0 ? axis + shape.length : axis;
  if (scale.length === 1) {
    if (scale[0] !== shape[along]) return undefined;
    return stretchedWalk(
      shape.map((size, i) => (i === along ? size : 1)),
      shape,
    );
  }
  const size = block?.kind === "int" ? block.value : 0;
  const fits =
    scale.length === shape.length &&
    scale.every((s, i) => s === (i === along ? Math.ceil(shape[i]! / size) : shape[i]));
  if (size <= 0 || !fits) return undefined;
  const blocks = Array.from({ length: shape[along]! }, (_, i) => Math.floor(i / size));
  const strides = stridesOf(scale);
  const rest = stridedWalk(shape, strides.with(along, 0));
  const step = strides[along]!;
  const inner = sizeOf(shape.slice(along + 1));
  return rest.map((place, i) => place + blocks[Math.floor(i / inner) % shape[along]!]! * step);
}

/** The elements as numbers, also those that are stored several to a byte. */
function elements(x: Tensor): ArrayLike<number> | undefined {
  if (x.type === "string" || x.type.startsWith("complex")) return undefined;
  const single = /^u?int[24]$/.test(x.type) ? unpacked(x) : x;
  return Array.from(single.data as Float32Array, Number);
}
