/** Values of one field, by kind. Every whole number on the wire is 64 bits wide; int32 keeps the lower half. */
interface Scalars {
  string: string;
  bytes: Uint8Array;
  float: number;
  int32: number;
  int64: bigint;
  /** Fields of several numbers, as they stand in the file, tags included, one after another. */
  opaque: Uint8Array;
}

/** Values of a repeated field of numbers. */
interface Lists {
  float: Float32Array;
  double: Float64Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
}

type Presence = "required" | "optional" | "repeated";

/** A field of a message: its numbers in the file (one, but for opaque fields), what it holds and how often. */
export interface Field<K extends string = string, P extends Presence = Presence> {
  readonly numbers: readonly number[];
  readonly kind: K;
  readonly presence: P;
}

const one = <K extends string>(number: number, kind: K): Field<K, "optional"> => {
  return { numbers: [number], kind, presence: "optional" };
};
const must = <K extends string>(number: number, kind: K): Field<K, "required"> => {
  return { numbers: [number], kind, presence: "required" };
};
const many = <K extends string>(number: number, kind: K): Field<K, "repeated"> => {
  return { numbers: [number], kind, presence: "repeated" };
};
const opaque = (...numbers: number[]): Field<"opaque", "optional"> => {
  return { numbers, kind: "opaque", presence: "optional" };
};

/**
 * The messages of an ONNX file (onnx.proto3 of ONNX 1.19), as far as a model's meaning goes; fields that are not listed
 * (doc strings, training info, quantisation annotations, device configurations) are passed over. Fields are written in
 * the order in which they stand here: the graph comes last, so that no proper prefix of a file is a file.
 */
export const schema = {
  ModelProto: {
    ir_version: must(1, "int64"),
    producer_name: one(2, "string"),
    producer_version: one(3, "string"),
    opset_import: many(8, "OperatorSetIdProto"),
    metadata_props: many(14, "StringStringEntryProto"),
    functions: many(25, "FunctionProto"),
    graph: must(7, "GraphProto"),
  },
  GraphProto: {
    name: one(2, "string"),
    input: many(11, "ValueInfoProto"),
    output: many(12, "ValueInfoProto"),
    value_info: many(13, "ValueInfoProto"),
    node: many(1, "NodeProto"),
    initializer: many(5, "TensorProto"),
    sparse_initializer: many(15, "SparseTensorProto"),
  },
  NodeProto: {
    name: one(3, "string"),
    op_type: must(4, "string"),
    domain: one(7, "string"),
    overload: one(8, "string"),
    input: many(1, "string"),
    output: many(2, "string"),
    attribute: many(5, "AttributeProto"),
  },
  AttributeProto: {
    name: must(1, "string"),
    type: one(20, "int32"),
    ref_attr_name: one(21, "string"),
    f: one(2, "float"),
    i: one(3, "int64"),
    s: one(4, "bytes"),
    t: one(5, "TensorProto"),
    g: one(6, "GraphProto"),
    floats: many(7, "float"),
    ints: many(8, "int64"),
    strings: many(9, "bytes"),
    graphs: many(11, "GraphProto"),
    sparse_tensor: one(22, "SparseTensorProto"),
    /** tensors, tp, type_protos, sparse_tensors. */
    rest: opaque(10, 14, 15, 23),
  },
  TensorProto: {
    name: one(8, "string"),
    dims: many(1, "int64"),
    data_type: must(2, "int32"),
    segment: opaque(3),
    float_data: many(4, "float"),
    int32_data: many(5, "int32"),
    string_data: many(6, "bytes"),
    int64_data: many(7, "int64"),
    double_data: many(10, "double"),
    uint64_data: many(11, "uint64"),
    external_data: many(13, "StringStringEntryProto"),
    data_location: one(14, "int32"),
    raw_data: one(9, "bytes"),
  },
  SparseTensorProto: {
    values: must(1, "TensorProto"),
    indices: must(2, "TensorProto"),
    dims: many(3, "int64"),
  },
  ValueInfoProto: {
    name: must(1, "string"),
    type: one(2, "TypeProto"),
  },
  TypeProto: {
    tensor_type: one(1, "TensorTypeProto"),
    /** sequence_type, map_type, opaque_type, sparse_tensor_type, optional_type. */
    rest: opaque(4, 5, 7, 8, 9),
  },
  TensorTypeProto: {
    elem_type: one(1, "int32"),
    shape: one(2, "TensorShapeProto"),
  },
  TensorShapeProto: {
    dim: many(1, "DimensionProto"),
  },
  DimensionProto: {
    dim_value: one(1, "int64"),
    dim_param: one(2, "string"),
  },
  OperatorSetIdProto: {
    domain: one(1, "string"),
    version: must(2, "int64"),
  },
  StringStringEntryProto: {
    key: must(1, "string"),
    value: one(2, "string"),
  },
  FunctionProto: {
    name: must(1, "string"),
    domain: one(10, "string"),
    overload: one(13, "string"),
    input: many(4, "string"),
    output: many(5, "string"),
    attribute: many(6, "string"),
    attribute_proto: many(11, "AttributeProto"),
    opset_import: many(9, "OperatorSetIdProto"),
    node: many(7, "NodeProto"),
  },
} as const;

export type MessageName = keyof typeof schema;

type Single<K> = K extends keyof Scalars ? Scalars[K] : K extends MessageName ? Message<K> : never;
type Content<F> =
  F extends Field<infer K, infer P>
    ? P extends "repeated"
      ? K extends keyof Lists
        ? Lists[K]
        : readonly Single<K>[]
      : Single<K>
    : never;
type Required<M> = { [F in keyof M]: M[F] extends Field<string, "required"> ? F : never }[keyof M];

/** What a message holds, by field name. */
export type Message<K extends MessageName> = {
  readonly [F in Required<(typeof schema)[K]>]: Content<(typeof schema)[K][F]>;
} & {
  readonly [F in Exclude<keyof (typeof schema)[K], Required<(typeof schema)[K]>>]?:
    | Content<(typeof schema)[K][F]>
    | undefined;
};
