import type { Attribute } from "./types.ts";

/** The numbers that ONNX gives to kinds of attributes (AttributeProto.AttributeType); opaque ones carry their own. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  graphs: 10,
} as const satisfies Record<Exclude<Attribute["kind"], "opaque" | "reference">, number>;
