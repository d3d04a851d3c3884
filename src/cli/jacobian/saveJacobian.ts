import type { JacobianBlocks } from "../../analyses/index.ts";
import { fail } from "../../base/index.ts";
import { createNpz } from "../../formats/index.ts";
import type { Platform } from "../../platform/index.ts";

/** What was found while the Jacobians went by. */
export interface SavedJacobian {
  readonly file: string;
  readonly bytes: number;
  /** Mean over samples of the Frobenius norm of the k × d Jacobian. */
  readonly meanNorm: number;
  /** Share of samples whose largest output is their label; absent without labels. */
  readonly accuracy?: number;
}

/**
 * Write the Jacobians as `.npz`: `jacobian` (n × k × d), `output` (n × all elements of the tensor), `columns` (k) and, where
 * there are labels, `y` (n). They go to the disk as they come, and the file appears under its name when it is whole.
 *
 * @throws NetspectraError for a disk without room for them, with the numbers
 */
export async function saveJacobian(
  platform: Platform,
  jacobians: JacobianBlocks,
  file: string,
): Promise<SavedJacobian> {
  const { samples, columns, inputSize: d, outputSize, type } = jacobians;
  await requireRoom(platform, jacobians, file);
  const writer = await platform.files.create(file);
  const progress = platform.reporter.progress("Jacobian", samples.count, "samples");
  try {
    const npz = createNpz((bytes) => writer.write(bytes));
    const values =
      type === "float64" ? new Float64Array(samples.count * outputSize) : new Float32Array(samples.count * outputSize);
    let done = 0;
    let norms = 0;
    async function* chunks() {
      for await (const { jacobian, values: part, count } of jacobians.blocks()) {
        values.set(part, done * outputSize);
        norms += sumOfNorms(jacobian, columns.length * d);
        yield jacobian;
        done += count;
        progress.update(done);
      }
    }
    await npz.add("jacobian", type, [samples.count, columns.length, d], chunks());
    await npz.add("output", type, [samples.count, outputSize], [values]);
    await npz.add("columns", "int32", [columns.length], [Int32Array.from(columns)]);
    if (samples.labels) await npz.add("y", "int32", [samples.count], [samples.labels]);
    await npz.close();
    await writer.close();
    const { bytes = 0 } = (await platform.files.stat(file)) ?? {};
    return { file, bytes, meanNorm: norms / samples.count };
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    progress.finish();
  }
}

/** Σ over samples of the square root of the sum of squares. */
function sumOfNorms(jacobian: Float32Array | Float64Array, size: number): number {
  let total = 0;
  for (let from = 0; from < jacobian.length; from += size) {
    let squares = 0;
    for (let i = from; i < from + size; i++) squares += jacobian[i]! ** 2;
    total += Math.sqrt(squares);
  }
  return total;
}

async function requireRoom({ files }: Platform, { samples, columns, inputSize, bytes }: JacobianBlocks, file: string) {
  const free = await files.free(files.join(files.resolve(file), ".."));
  if (free === undefined || free > bytes) return;
  const [unit, divisor] = bytes >= 2 ** 30 ? ["GiB", 2 ** 30] : ["MiB", 2 ** 20];
  const amount = (size: number) => `${(size / Number(divisor)).toPrecision(3)} ${unit}`;
  fail({
    subject: `--save ${file}`,
    expected: `room for ${amount(bytes)} (${samples.count} samples × ${columns.length} outputs × ${inputSize} inputs)`,
    got: `${amount(free)} on that disk`,
    todo: "Take fewer samples (--limit) or columns (--outputs), or another disk; edjm needs no such file.",
  });
}
