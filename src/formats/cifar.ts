import { fail, type Tensor, tensor } from "../base/index.ts";

const pixels = 3 * 32 * 32;

/** Images as CHW bytes, with their labels. */
export interface CifarRecords {
  /** n × 3 × 32 × 32. */
  readonly x: Tensor<"uint8">;
  /** The class (for CIFAR-100 the fine one), n. */
  readonly y: Tensor<"int32">;
}

export interface CifarOptions {
  /** 1 for CIFAR-10; 2 for CIFAR-100, whose records begin with the coarse class and then the fine one. */
  labels: 1 | 2;
  /** Named in errors. */
  file?: string;
}

/**
 * The binary version of CIFAR-10 and CIFAR-100: records of the labels, then 1024 red, green and blue bytes, row by row
 * (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html).
 *
 * @throws NetspectraError when the length is not a whole number of records.
 */
export function readCifar(bytes: Uint8Array, { labels, file = "CIFAR data" }: CifarOptions): CifarRecords {
  const record = labels + pixels;
  const count = bytes.length / record;
  if (count === 0 || !Number.isInteger(count)) {
    fail({
      subject: file,
      expected: `a whole number of records of ${record} bytes`,
      got: bytes.length === 0 ? "an empty file" : `${bytes.length} bytes (${count.toFixed(2)} records)`,
      todo: "Use the binary version of the data set; if this is it, the file is cut off: fetch it again.",
    });
  }
  const x = new Uint8Array(count * pixels);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * record + labels;
    y[i] = bytes[start - 1]!;
    x.set(bytes.subarray(start, start + pixels), i * pixels);
  }
  return { x: tensor("uint8", [count, 3, 32, 32], x), y: tensor("int32", [count], y) };
}
