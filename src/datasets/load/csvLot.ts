import { readCsv } from "../../formats/index.ts";
import type { Platform } from "../../platform/index.ts";
import { checkLabels, numberedClasses } from "./checkLabels.ts";
import { type Lot, pickRows } from "./lot.ts";

/** The rows of a CSV file; `label` names the column of classes. */
export async function csvLot(platform: Platform, path: string, label: string | undefined): Promise<Lot> {
  const { x, y, columns, classes } = readCsv(await platform.files.read(path), { file: path, label });
  const labels = y?.data;
  const count = x.shape[0]!;
  if (labels) checkLabels(labels, count, classes, path);
  return {
    count,
    shape: [columns.length],
    classes: classes ?? (labels && numberedClasses(labels)),
    notes: [],
    labels: labels && ((indices) => pickRows(labels, indices, 1)),
    pick: async (indices) => ({
      data: pickRows(x.data, indices, columns.length),
      labels: labels && pickRows(labels, indices, 1),
    }),
  };
}
