import { sizeOf } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { ProjectedDataset } from "../define/defineDataset.ts";
import { type AffineMap, applyAffine } from "./affineMap.ts";
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
  const maps = mapsOf(components, dimensions, form);
  const length = maps.at(-1)!.offset.length;
  return {
    ...own,
    shape: form === "pixels" ? own.shape : [dimensions],
    layout: form === "pixels" ? own.layout : undefined,
    async pick(indices) {
      const picked = await own.pick(indices);
      const data = new Float32Array(indices.length * length);
      const scale = picked.data instanceof Uint8Array ? 255 : 1;
      const images = maps.map(({ offset }) => new Float64Array(offset.length));
      const [first, second] = images;
      await inChunks(platform, `projecting ${of.name}`, indices.length, (from, to) => {
        for (let sample = from; sample < to; sample++) {
          applyAffine(maps[0]!, picked.data, sample * size, size, first!);
          if (second) applyAffine(maps[1]!, first!, 0, dimensions, second);
          const image = second ?? first!;
          for (let k = 0; k < length; k++) data[sample * length + k] = image[k]! / scale;
        }
      });
      return { ...picked, data };
    },
  };
}

/**
 * The maps that follow each other: onto the axes, x ↦ V(x − m), and back, c ↦ m + Vᵀc; or both in one, where images with a fifth
 * of their pixels written would take longer by way of so many axes.
 */
function mapsOf(
  { mean, axes }: PrincipalComponents,
  dimensions: number,
  form: ProjectedDataset["form"],
): readonly AffineMap[] {
  const size = mean.length;
  const rows = axes.subarray(0, dimensions * size);
  const forth = transposed(rows, dimensions, size);
  const ontoAxes = { rows: forth, offset: minusImage(mean, forth, dimensions) };
  if (form === "coordinates") return [ontoAxes];
  if (dimensions < size / 6) return [ontoAxes, { rows, offset: mean }];
  const both = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    applyAffine(
      { rows, offset: new Float64Array(size) },
      forth,
      i * dimensions,
      dimensions,
      both.subarray(i * size, (i + 1) * size),
    );
  }
  return [{ rows: both, offset: minusImage(mean, both, size).map((value, i) => value + mean[i]!) }];
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: matrix.length },
    (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]!,
  );
}

/** −Σ_j m_j · row j. */
function minusImage(mean: Float64Array, rows: Float64Array, length: number): Float64Array {
  const image = new Float64Array(length);
  applyAffine({ rows, offset: new Float64Array(length) }, mean, 0, mean.length, image);
  return image.map((value) => -value);
}
