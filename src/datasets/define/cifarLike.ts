import { fail, sizeOf } from "../../base/index.ts";
import { readCifar } from "../../formats/index.ts";
import type { Labelled, NamedBytes } from "./defineDataset.ts";

/** The reader of one or more CIFAR batches, one after another. `labels` is the number of label bytes of a record. */
export function readCifarBatches(labels: 1 | 2): (files: readonly NamedBytes[]) => Labelled {
  return (files) => {
    const batches = files.map(({ name, bytes }) => readCifar(bytes, { labels, file: name }));
    const count = batches.reduce((sum, { y }) => sum + y.data.length, 0);
    if (batches.length === 1) return { x: batches[0]!.x, y: batches[0]!.y.data };
    const shape = batches[0]?.x.shape.slice(1) ?? fail({ subject: "CIFAR", expected: "a batch", got: "no file" });
    const x = new Uint8Array(count * sizeOf(shape));
    const y = new Int32Array(count);
    let at = 0;
    for (const batch of batches) {
      x.set(batch.x.data, at * sizeOf(shape));
      y.set(batch.y.data, at);
      at += batch.y.data.length;
    }
    return { x: { type: "uint8", shape: [count, ...shape], data: x }, y };
  };
}
