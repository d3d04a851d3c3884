import { float64, type Tensor } from "../../base/index.ts";

/** What stands in a document for an array. */
interface Reference {
  readonly tensor: string;
}

const isReference = (value: object): value is Reference => "tensor" in value;

/**
 * Plain data as JSON has it, with each Float64Array in it put into `tensors` and named instead.
 *
 * @param name of the data; the tensors' names begin with it, and end with "!"
 */
export function packNumbers(value: unknown, name: string, tensors: Map<string, () => Tensor>): unknown {
  if (value instanceof Float64Array) {
    const reference: Reference = { tensor: `${name}!` };
    tensors.set(reference.tensor, () => float64([value.length], value));
    return reference;
  }
  if (Array.isArray(value)) return value.map((item, i) => packNumbers(item, `${name} ${i}`, tensors));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, packNumbers(item, `${name} ${key}`, tensors)]);
  return Object.fromEntries(entries);
}

/** The inverse of {@link packNumbers}. */
export async function unpackNumbers(value: unknown, read: (name: string) => Promise<Tensor>): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => unpackNumbers(item, read)));
  if (isReference(value)) return (await read(value.tensor)).data;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await unpackNumbers(item, read)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
