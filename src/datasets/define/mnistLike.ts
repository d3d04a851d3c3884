import { fail, isType, type Tensor } from "../../base/index.ts";
import { readIdx } from "../../formats/index.ts";
import type { DatasetFile, Download, FileSet, Labelled, NamedBytes } from "./defineDataset.ts";

/** What is known of one of the four files: the `.gz` as it is given out, and its content. */
export interface KnownFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly contentSha256?: string;
}

/** Names of the four files that MNIST brought up and others took over. */
const names = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

/** The files and downloads of a data set in the layout of MNIST. */
export function mnistLike(
  mirrors: readonly string[],
  known: Readonly<Record<keyof typeof names, KnownFile>>,
): { fileSets: readonly FileSet[]; downloads: readonly Download[]; read: typeof readMnistLike } {
  const file = (key: keyof typeof names): DatasetFile => ({
    name: names[key],
    known: Object.fromEntries(
      [known[key].sha256, known[key].contentSha256].flatMap((sum) => (sum ? [[sum, "original"]] : [])),
    ),
  });
  return {
    fileSets: [{ train: [file("trainImages"), file("trainLabels")], test: [file("testImages"), file("testLabels")] }],
    downloads: (Object.keys(names) as (keyof typeof names)[]).map((key) => ({
      name: `${names[key]}.gz`,
      urls: mirrors.map((mirror) => `${mirror}/${names[key]}.gz`),
      sha256: known[key].sha256,
      bytes: known[key].bytes,
    })),
    read: readMnistLike,
  };
}

/** An image file (n × rows × columns) and a label file (n) as n × 1 × rows × columns images. */
function readMnistLike(files: readonly NamedBytes[]): Labelled {
  const [images, labels] = files.map(({ name, bytes }) => ({ name, data: bytesOf(readIdx(bytes, name), name) }));
  const x = images!.data;
  const y = labels!.data;
  if (x.shape.length !== 3 || y.shape.length !== 1 || x.shape[0] !== y.shape[0]) {
    fail({
      subject: `${images!.name} and ${labels!.name}`,
      expected: "n images (n × rows × columns) and n labels",
      got: `shapes [${x.shape.join(", ")}] and [${y.shape.join(", ")}]`,
    });
  }
  const [count, rows, columns] = x.shape as [number, number, number];
  return { x: { type: "uint8", shape: [count, 1, rows, columns], data: x.data }, y: Int32Array.from(y.data) };
}

function bytesOf(t: Tensor, name: string): Tensor<"uint8"> {
  if (isType(t, "uint8")) return t;
  return fail({ subject: name, expected: "elements of type uint8", got: t.type });
}
