import { sizeOf } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { CorpusDataset, Dataset, FiledDataset, Part } from "../define/defineDataset.ts";
import { checkLabels } from "./checkLabels.ts";
import { failMissing, findPart, readFiles } from "./findDataset.ts";
import { inChunks } from "./inChunks.ts";
import { type Lot, pickRows } from "./lot.ts";
import { projectedLot } from "./projectedLot.ts";

/** One part of a named data set. @throws NetspectraError where its files are missing or damaged. */
export async function datasetLot(
  platform: Platform,
  dataset: Exclude<Dataset, CorpusDataset>,
  part: Part,
  dataDir?: string,
): Promise<Lot> {
  if (dataset.kind === "projected") {
    const own = await datasetLot(platform, dataset.of, part, dataDir);
    const training = part === "train" ? own : await datasetLot(platform, dataset.of, "train", dataDir);
    return await projectedLot(platform, dataset, { own, training });
  }
  if (dataset.kind === "files") return await filedLot(platform, dataset, part, dataDir);
  const { shape, layout, classes } = dataset.example;
  return {
    count: dataset.count[part],
    labels: (indices) => Int32Array.from(indices, (index) => dataset.labelOf(part, index)),
    shape,
    layout,
    classes,
    notes: [],
    async pick(indices) {
      const labels = new Int32Array(indices.length);
      let data: Uint8Array | Float32Array | undefined;
      await inChunks(platform, `generating ${dataset.name}`, indices.length, (from, to) => {
        const { x, y } = dataset.generate(part, indices.subarray(from, to));
        data ??= new (x.type === "uint8" ? Uint8Array : Float32Array)(indices.length * sizeOf(shape));
        data.set(x.data, from * sizeOf(shape));
        labels.set(y, from);
      });
      return { data: data ?? new Uint8Array(0), labels };
    },
  };
}

async function filedLot(platform: Platform, dataset: FiledDataset, part: Part, dataDir?: string): Promise<Lot> {
  const located = (await findPart(platform, dataset, part, dataDir)) ?? failMissing(platform, dataset, part, dataDir);
  const files = await readFiles(platform, located);
  const notes = [located.fileSet.note, ...files.map(noteOn)].filter((note) => note !== undefined);
  const { x, y } = dataset.read(files);
  const shape = x.shape.slice(1);
  const { layout, classes } = dataset.example;
  checkLabels(y, x.shape[0]!, classes, located.folder);
  return {
    count: y.length,
    shape,
    layout,
    classes,
    notes,
    labels: (indices) => pickRows(y, indices, 1),
    pick: async (indices) => ({ data: pickRows(x.data, indices, sizeOf(shape)), labels: pickRows(y, indices, 1) }),
  };
}

function noteOn({ path, identity }: { path: string; identity: string | undefined }): string | undefined {
  if (identity === "original") return undefined;
  return identity ?? `${path} is not the file that is known under this name (its SHA-256 is another)`;
}
