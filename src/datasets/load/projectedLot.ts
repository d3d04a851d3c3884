import { sizeOf } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { ProjectedDataset } from "../define/defineDataset.ts";
import { inChunks } from "./inChunks.ts";
import type { Lot } from "./lot.ts";
import { type PrincipalComponents, principalComponents } from "./principalComponents.ts";

/** The components of what was loaded, by platform and training samples: a training loads three splits. */
const found = new WeakMap<Platform, Map<string, Promise<PrincipalComponents>>>();

interface Parts {
  /** The samples to be projected. */
  readonly own: Lot;
  /** All training samples, whatever serves for validation: what the components are of. No label is looked at. */
  readonly training: Lot;
}

/** Samples of images in the first principal components of the training samples; bytes are divided by 255 before. */
export async function projectedLot(
  platform: Platform,
  { of, dimensions, form }: ProjectedDataset,
  { own, training }: Parts,
): Promise<Lot> {
  const size = sizeOf(own.shape);
  const all = await training.pick(Uint32Array.from({ length: training.count }, (_, i) => i));
  const bytes = new Uint8Array(all.data.buffer, all.data.byteOffset, all.data.byteLength);
  const key = `${of.name} ${await platform.sha256(bytes)}`;
  const memory = found.get(platform) ?? new Map<string, Promise<PrincipalComponents>>();
  found.set(platform, memory);
  const finding = memory.get(key) ?? principalComponents(platform, all.data, size);
  memory.set(key, finding);
  const components = await finding.catch((error: unknown) => {
    memory.delete(key);
    throw error;
  });
  const map = (form === "pixels" ? ontoImages : ontoAxes)(components, dimensions);
  const length = form === "pixels" ? size : dimensions;
  return {
    ...own,
    shape: form === "pixels" ? own.shape : [dimensions],
    layout: form === "pixels" ? own.layout : undefined,
    async pick(indices) {
      const picked = await own.pick(indices);
      const data = new Float32Array(indices.length * length);
      const scale = picked.data instanceof Uint8Array ? 255 : 1;
      const sum = new Float64Array(length);
      await inChunks(platform, `projecting ${of.name}`, indices.length, (sample) => {
        sum.set(map.offset);
        for (let j = 0; j < size; j++) {
          const value = picked.data[sample * size + j]!;
          if (value === 0) continue;
          const row = map.rows.subarray(j * length, (j + 1) * length);
          for (let k = 0; k < length; k++) sum[k]! += value * row[k]!;
        }
        for (let k = 0; k < length; k++) data[sample * length + k] = sum[k]! / scale;
      });
      return { ...picked, data };
    },
  };
}

/** x ↦ offset + Σ_j x_j · row j. */
interface AffineMap {
  readonly offset: Float64Array;
  readonly rows: Float64Array;
}

/** x ↦ V(x − m), with the axes as the rows of V. */
function ontoAxes({ mean, axes }: PrincipalComponents, dimensions: number): AffineMap {
  const size = mean.length;
  const rows = Float64Array.from({ length: size * dimensions }, (_, at) => {
    const [pixel, k] = [Math.floor(at / dimensions), at % dimensions];
    return axes[k * size + pixel]!;
  });
  return { rows, offset: minusImage(mean, rows, dimensions) };
}

/** x ↦ m + VᵀV(x − m). */
function ontoImages({ mean, axes }: PrincipalComponents, dimensions: number): AffineMap {
  const size = mean.length;
  const rows = new Float64Array(size * size);
  for (let k = 0; k < dimensions; k++) {
    const axis = axes.subarray(k * size, (k + 1) * size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) rows[i * size + j]! += axis[i]! * axis[j]!;
  }
  return { rows, offset: minusImage(mean, rows, size).map((value, i) => value + mean[i]!) };
}

/** −Σ_j m_j · row j. */
function minusImage(mean: Float64Array, rows: Float64Array, length: number): Float64Array {
  const offset = new Float64Array(length);
  for (const [j, value] of mean.entries()) {
    for (let k = 0; k < length; k++) offset[k]! -= value * rows[j * length + k]!;
  }
  return offset;
}
