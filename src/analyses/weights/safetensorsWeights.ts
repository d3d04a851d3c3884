import { fail, isFloat } from "../../base/index.ts";
import { readSafetensorsHeader, type SafetensorsEntry, safetensorsHeaderBytes } from "../../formats/index.ts";
import type { Files } from "../../platform/index.ts";
import { convolutionMatrix } from "./convolutionMatrix.ts";
import { recurrentMatrices } from "./recurrentMatrices.ts";
import type { SafetensorsPart } from "./safetensorsParts.ts";
import { type StoredTensor, tensorInFile } from "./storedTensor.ts";
import type { FoundWeights, WeightForms } from "./weightFile.ts";
import { matrixOf, type SkippedWeight, viewOf, type WeightMatrix } from "./weightMatrix.ts";

/** The gates of PyTorch's recurrent layers by their number (torch.nn.LSTM, GRU, RNN). */
const gateNames: Readonly<Record<number, readonly string[]>> = {
  1: [""],
  3: ["reset", "update", "new"],
  4: ["input", "forget", "cell", "output"],
};
const recurrent = /^(.*weight_)(ih|hh)(_l\d+(?:_reverse)?)$/;
const embedding = /(^|[._])(\w*emb\w*|wte|wpe)\b/i;

/**
 * The weight matrices of one or several `.safetensors` files that make one model. The format says nothing of operators: two axes are a dense layer, or an
 * embedding or recurrent by PyTorch's customary names; three and more are a convolution as PyTorch stores it.
 *
 * @throws NetspectraError for damaged files
 */
export async function safetensorsWeights(
  files: Pick<Files, "readRange">,
  parts: readonly SafetensorsPart[],
  forms: WeightForms,
): Promise<FoundWeights> {
  const tensors: (SafetensorsEntry & { readonly path: string })[] = [];
  for (const { path, bytes, names } of parts) {
    const head = safetensorsHeaderBytes(await files.readRange(path, 0, 8), bytes, path);
    const { tensors: all } = readSafetensorsHeader(await files.readRange(path, 0, head), bytes, path);
    requireNames(path, all, names);
    tensors.push(...all.map((entry) => ({ ...entry, path })));
  }
  const byName = new Map(tensors.map((entry) => [entry.name, entry]));
  const matrices: WeightMatrix[] = [];
  const skipped: SkippedWeight[] = [];
  for (const { name, type, shape, start, path } of tensors) {
    if (!isFloat(type) || type === "string") {
      if (shape.length > 1)
        skipped.push({ layer: name, operator: null, shape, reason: `${type}: integers or quantised` });
      continue;
    }
    if (shape.length < 2) {
      skipped.push({ layer: name, operator: null, shape, reason: "a vector or a number: no matrix" });
      continue;
    }
    const stored = tensorInFile(files, name, type, shape, { path, start });
    for (const found of matricesOf(stored, byName, forms)) {
      if ("reason" in found) skipped.push(found);
      else matrices.push(found);
    }
  }
  return { matrices, skipped };
}

/** @throws NetspectraError for a tensor that the index names and the file does not have */
function requireNames(path: string, tensors: readonly SafetensorsEntry[], names: readonly string[] = []): void {
  const there = new Set(tensors.map(({ name }) => name));
  const missing = names.find((name) => !there.has(name));
  if (missing === undefined) return;
  const todo = "The files may be of different models: fetch them again.";
  fail({ subject: path, expected: `the tensor "${missing}", as the index says`, got: "none of that name", todo });
}

function matricesOf(
  stored: StoredTensor,
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  { conv, recurrent: form }: WeightForms,
): readonly (WeightMatrix | SkippedWeight)[] {
  const { name, shape } = stored;
  const view = viewOf(stored);
  if (shape.length > 2) return [convolutionMatrix(view, { form: conv, operator: null })];
  const [, stem, , layer] = recurrent.exec(name) ?? [];
  if (stem !== undefined) {
    const [rows = 0, units = 1] = tensors.get(`${stem}hh${layer}`)?.shape ?? [];
    const gates = gateNames[rows / units] ?? [""];
    const axes = [{ size: 1, stride: 0 }, ...view.axes];
    return recurrentMatrices({ tensor: stored, axes }, null, gates, form);
  }
  const kind = embedding.test(name) ? "embedding" : "dense";
  return [matrixOf(view, { kind, operator: null }, { rows: [0], columns: [1] })];
}
