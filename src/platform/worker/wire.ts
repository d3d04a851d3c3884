import { type ElementType, fail, type Tensor, type TypedArray } from "../../base/index.ts";
import type { Device, SessionOptions } from "../types.ts";
import { copyView } from "./handOver.ts";

/** A tensor on its way to or from a worker: the bytes alone, so that each side views them as it needs. */
export interface WireTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Uint8Array | readonly string[];
}

/** What the runtime says of an input; an unnamed size is "", an unknown rank looks like a scalar. */
export interface InputType {
  readonly name: string;
  /** Absent for inputs that are no tensors. */
  readonly type?: ElementType;
  readonly shape: readonly (number | string)[];
}

export interface OpenRequest {
  readonly kind: "open";
  /** The bytes of the file, or its path where the machine has files. */
  readonly model: Uint8Array | string;
  /** What lies in files beside the model, where these are not at the path. */
  readonly externalData?: readonly ExternalFile[];
  readonly options: Omit<SessionOptions, "externalData"> & { readonly device: Device; readonly threads: number };
}

/** As ONNX Runtime names it. */
export interface ExternalFile {
  readonly path: string;
  readonly data: Uint8Array;
}

export interface OpenReply {
  readonly session: number;
  readonly inputs: readonly InputType[];
  readonly outputs: readonly string[];
}

export interface RunRequest {
  readonly kind: "run";
  readonly session: number;
  readonly feeds: Readonly<Record<string, WireTensor>>;
  readonly fetches: readonly string[];
}

export interface ReleaseRequest {
  readonly kind: "release";
  readonly session: number;
}

export type SessionRequest = OpenRequest | RunRequest | ReleaseRequest;

type Kind = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArray;

/** Element types that the runtime takes and gives, and the arrays that we keep them in. */
const arrays: Readonly<Partial<Record<ElementType, Kind & { readonly BYTES_PER_ELEMENT: number }>>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

/** The elements of a wire tensor in our storage. */
export function viewElements({ type, data }: WireTensor): TypedArray | string[] {
  if (!(data instanceof Uint8Array)) return [...data];
  const Kind = arrays[type];
  if (!Kind) {
    return fail({
      subject: `a tensor of type ${type}`,
      expected: `a type that ONNX Runtime hands in and out (${Object.keys(arrays).join(", ")}, string)`,
      got: type,
      todo: "Cast it inside the graph.",
    });
  }
  return new Kind(data.buffer, data.byteOffset, data.byteLength / Kind.BYTES_PER_ELEMENT);
}

/** Throw for element types that cannot cross into the runtime. */
export function checkElementType(type: ElementType): void {
  if (type !== "string") viewElements({ type, shape: [0], data: new Uint8Array(0) });
}

/** The bytes behind elements; a view, no copy. Shared memory is copied: the runtime refuses it. */
export function bytesOf(data: ArrayBufferView | readonly string[]): Uint8Array | readonly string[] {
  if (!ArrayBuffer.isView(data)) return data;
  const view = data.buffer instanceof ArrayBuffer ? data : copyView(data);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export function packTensor({ type, shape, data }: Tensor): WireTensor {
  checkElementType(type);
  return { type, shape, data: bytesOf(data) };
}

export function unpackTensor(wire: WireTensor): Tensor {
  return { type: wire.type, shape: wire.shape, data: viewElements(wire) };
}
