import { checkComputed, fail, formatShape, isType, sizeOf, type Tensor, type TypedArray } from "../base/index.ts";
import { elementLayouts } from "./elementTypes.ts";
import { type ReadContext, readTensor } from "./readTensor.ts";
import type { Message } from "./schema.ts";

/**
 * The dense tensor of a SparseTensorProto: zeros but for `values`, which lie at `indices`: their places in row-major
 * order (n), or one row of coordinates each (n × rank).
 *
 * @throws NetspectraError for indices outside the shape, and for dense tensors of more than `mostComputed` elements:
 *   a few bytes could ask for any amount of memory.
 */
export function readSparseTensor(message: Message<"SparseTensorProto">, context: ReadContext): Tensor {
  const subject = `${context.source}: sparse tensor "${message.values.name ?? ""}"`;
  const values = readTensor(message.values, context);
  const indices = readTensor(message.indices, context);
  const { type } = values;
  if (type === "string" || elementLayouts[type].bits !== 8 * elementLayouts[type].array.BYTES_PER_ELEMENT) {
    return fail({ subject, expected: "plain numbers", got: type });
  }
  if (!isType(indices, "int64")) return fail({ subject, expected: "int64 indices", got: indices.type });
  const shape = Array.from(message.dims ?? [], Number);
  if (shape.some((size) => size < 0)) fail({ subject, expected: "sizes of 0 or more", got: formatShape(shape) });
  const size = checkComputed(subject, ...shape);
  const count = sizeOf(values.shape);
  const rank = indices.shape.length === 1 ? 1 : shape.length;
  if (indices.data.length !== count * rank || indices.shape[0] !== count) {
    fail({ subject, expected: `${count} indices`, got: `indices of shape ${formatShape(indices.shape)}` });
  }
  const data = new elementLayouts[type].array(size);
  const from = values.data as TypedArray;
  for (let i = 0; i < count; i++) {
    const own = Array.from(indices.data.subarray(i * rank, (i + 1) * rank), Number);
    const sizes = indices.shape.length === 1 ? [size] : shape;
    if (own.some((place, axis) => place < 0 || place >= sizes[axis]!)) {
      fail({ subject, expected: `indices inside ${formatShape(shape)}`, got: `${own}` });
    }
    data[own.reduce((place, index, axis) => place * sizes[axis]! + index, 0)] = from[i]!;
  }
  return { type, shape, data };
}
