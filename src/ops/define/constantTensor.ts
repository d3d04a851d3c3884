import { fail, float32, int64, type Tensor, tensor } from "../../base/index.ts";

/** The attributes of a Constant node, of which one is given. */
export interface ConstantAttributes {
  readonly value?: Tensor | undefined;
  readonly sparse_value?: Tensor | undefined;
  readonly value_float?: number | undefined;
  readonly value_floats?: readonly number[] | undefined;
  readonly value_int?: number | undefined;
  readonly value_ints?: readonly number[] | undefined;
  readonly value_string?: string | undefined;
  readonly value_strings?: readonly string[] | undefined;
}

/** The tensor of a Constant node, from whichever attribute holds it. @throws NetspectraError where none does. */
export function constantTensor(attributes: ConstantAttributes): Tensor {
  const { value, sparse_value, value_float, value_floats, value_int, value_ints, value_string, value_strings } =
    attributes;
  if (value) return value;
  if (sparse_value) return sparse_value;
  if (value_float !== undefined) return float32([], [value_float]);
  if (value_floats) return float32([value_floats.length], value_floats);
  if (value_int !== undefined) return int64([], [value_int]);
  if (value_ints) return int64([value_ints.length], value_ints);
  if (value_string !== undefined) return tensor("string", [], [value_string]);
  if (value_strings) return tensor("string", [value_strings.length], [...value_strings]);
  return fail({ subject: "Constant", expected: "a value", got: "none" });
}
