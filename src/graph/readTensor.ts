import { checkShape, type ElementType, fail, formatShape, type Tensor, type TypedArray } from "../base/index.ts";
import { type ElementLayout, elementLayouts, elementTypeOf, storedLength } from "./elementTypes.ts";
import { type ExternalData, external, externalPlace } from "./externalPlace.ts";
import type { Message } from "./schema.ts";
import { viewAs } from "./viewAs.ts";

/** Where a model comes from, for errors and for the files beside it. */
export interface ReadContext {
  /** What to call the model in an error: its path. */
  readonly source: string;
  /** What lies in the files beside it. */
  readonly externalData: ExternalData;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The tensor that a TensorProto holds; raw data are views of the file where they are aligned.
 *
 * @throws NetspectraError when the data do not fit the shape, are out of the type's range or are not there.
 */
export function readTensor(message: Message<"TensorProto">, context: ReadContext): Tensor {
  const subject = `${context.source}: tensor "${message.name ?? ""}"`;
  const type = elementTypeOf(message.data_type);
  if (!type) {
    return fail({ subject, expected: "an element type that ONNX knows", got: `number ${message.data_type}` });
  }
  if (message.segment) fail({ subject, expected: "a whole tensor", got: "a segment of one" });
  const shape = Array.from(message.dims ?? [], Number);
  checkShape(subject, shape);
  const length = storedLength(type, shape);
  const data = type === "string" ? stringData(message, subject) : numericData(type, length, message, context, subject);
  if (data.length !== length) {
    fail({
      subject,
      expected: `${length} stored elements for ${type}[${formatShape(shape)}]`,
      got: `${data.length}`,
      todo: "The file may be incomplete or damaged: fetch or export it again.",
    });
  }
  return { type, shape, data };
}

function stringData(message: Message<"TensorProto">, subject: string): string[] {
  if (message.raw_data?.length || message.data_location === external) {
    fail({ subject, expected: "strings in string_data", got: "raw or external data" });
  }
  return (message.string_data ?? []).map((bytes) => utf8.decode(bytes));
}

function numericData(
  type: Exclude<ElementType, "string">,
  length: number,
  message: Message<"TensorProto">,
  context: ReadContext,
  subject: string,
): TypedArray {
  const layout = elementLayouts[type];
  const raw =
    message.data_location === external
      ? externalBytes(message, length * layout.array.BYTES_PER_ELEMENT, context, subject)
      : message.raw_data;
  const field = message[layout.field];
  const data = raw && !(raw.length === 0 && field) ? rawData(raw, layout, subject) : typedData(field, layout, subject);
  const odd = type === "bool" && (data as Uint8Array).some((value) => value > 1);
  return odd ? Uint8Array.from(data as Uint8Array, (value) => (value === 0 ? 0 : 1)) : data;
}

function rawData(raw: Uint8Array, { array }: ElementLayout, subject: string): TypedArray {
  if (raw.length % array.BYTES_PER_ELEMENT !== 0) {
    fail({ subject, expected: `elements of ${array.BYTES_PER_ELEMENT} bytes`, got: `${raw.length} bytes` });
  }
  return viewAs(array, raw);
}

/** Elements narrower than the field that carries them; each must keep its value. */
function typedData(field: TypedArray | undefined, { array }: ElementLayout, subject: string): TypedArray {
  if (field instanceof array) return field;
  const data = new array(field?.length ?? 0);
  for (let i = 0; i < data.length; i++) {
    const value = Number(field![i]!);
    data[i] = value;
    if (data[i] !== value)
      fail({ subject, expected: `values that fit into ${8 * array.BYTES_PER_ELEMENT} bits`, got: `${value}` });
  }
  return data;
}

function externalBytes(
  message: Message<"TensorProto">,
  needed: number,
  context: ReadContext,
  subject: string,
): Uint8Array {
  const place = externalPlace(message, needed, subject);
  const { location, offset, length } = place;
  const bytes = context.externalData(place);
  if (!bytes) {
    return fail({
      subject,
      expected: `its data in the file "${location}" beside the model`,
      got: "no such file",
      todo: `Put "${location}" into the model's folder, or export the model as a single file.`,
    });
  }
  if (bytes.length < length) {
    fail({
      subject,
      expected: `${length} bytes from byte ${offset} of "${location}"`,
      got: `${bytes.length}`,
      todo: "The file may be incomplete: fetch or export it again.",
    });
  }
  return bytes;
}
