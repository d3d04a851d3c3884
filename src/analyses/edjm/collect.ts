import { throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { countAccuracy } from "../accuracy.ts";
import { type JacobianStream, openJacobian } from "../jacobianStream.ts";
import type { EdjmSpectrum, LazyState, Rows, SpectraAccumulator } from "./accumulator.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import type { EdjmPlan } from "./edjmPlan.ts";
import type { EdjmFindings } from "./edjmResult.ts";
import type { EdjmSettings } from "./edjmSettings.ts";
import type { RunKeeper, RunPosition } from "./runState.ts";
import { type ScheduledUnit, visitsOf } from "./schedule.ts";

/** What is collected, and what becomes of it. */
export interface Collecting {
  readonly units: readonly ScheduledUnit[];
  open(columns: readonly number[]): Promise<SpectraAccumulator>;
  /** The spectra of outputs whose rows are all there. */
  finish(accumulator: SpectraAccumulator): Promise<readonly EdjmSpectrum[]>;
  readonly keeper?: RunKeeper | undefined;
  /** What progress is shown of; default "EDJM". */
  readonly label?: string;
}

/** Let the data go through the network as the plan says, and find the spectra. */
export async function collectEdjm(
  platform: Platform,
  settings: EdjmSettings,
  plan: Pick<EdjmPlan, "outputsPerPass">,
  options: EdjmOptions,
  { units, open, finish, keeper, label = "EDJM" }: Collecting,
): Promise<EdjmFindings> {
  const { model, selected, data, columns, inputs: d } = settings;
  const chunks = chunksOf(columns, plan.outputsPerPass);
  const accuracy = countAccuracy(data, settings.outputs, selected.predicts);
  const absoluteGradientSums = new Float64Array(columns.length * d);
  const spectra: EdjmSpectrum[] = [];
  let kept = await keeper?.load();
  if (kept) {
    accuracy.include(kept.accuracy);
    absoluteGradientSums.set(kept.absoluteGradientSums);
    spectra.push(...kept.spectra);
  }
  const first = kept?.position ?? { chunk: 0, pass: 0, unit: 0 };
  const isOver = (chunk: number, pass: number, unit: number) =>
    compare([chunk, pass, unit], [first.chunk, first.pass, first.unit]) < 0;
  const visits = visitsOf(units);
  const samplesOf = (chunk: number, over: boolean) =>
    sum(visits.map(({ pass, unit }) => (!over || isOver(chunk, pass, unit.index) ? unit.count : 0)));
  const total = sum(chunks.map((_, chunk) => samplesOf(chunk, false)));
  let done = sum(chunks.map((_, chunk) => samplesOf(chunk, true)));
  if (kept) platform.reporter.info(`going on from sample ${inWords(done)} of ${inWords(total)}`);
  const progress = platform.reporter.progress(label, total, "samples");

  const offer = async (position: RunPosition, collected: LazyState) =>
    keeper?.offer({ position, spectra, accuracy: accuracy.counts(), absoluteGradientSums, collected });

  async function collectChunk(chunk: number, stream: JacobianStream, accumulator: SpectraAccumulator): Promise<void> {
    const before = chunk * plan.outputsPerPass;
    const rows = buffersFor(chunks[chunk]!, units, d, settings.type);
    if (isOver(chunk, 0, 0) && kept) accumulator.restore(kept.collected);
    kept = undefined;
    for (const [at, { pass, unit }] of visits.entries()) {
      if (isOver(chunk, pass, unit.index)) continue;
      const next = visits[at + 1]?.unit.samples;
      let filled = 0;
      for await (const { indices, outputs, rows: batch, absoluteSums } of stream.run(unit.samples, next)) {
        if (chunk === 0 && pass === 0) accuracy.add(indices, outputs);
        for (const [j, buffer] of rows.entries()) {
          buffer.set(batch[j]!, filled * d);
          if (pass > 0) continue;
          const [sums, at] = [absoluteSums[j]!, (before + j) * d];
          for (let i = 0; i < d; i++) absoluteGradientSums[at + i]! += sums[i]!;
        }
        filled += indices.length;
        progress.update(done + filled);
      }
      const ofUnit = rows.map((buffer) => buffer.subarray(0, unit.count * d));
      await accumulator.add(ofUnit, { ...unit, pass });
      done += unit.count;
      await offer({ chunk, pass, unit: unit.index + 1 }, accumulator.state());
    }
  }

  try {
    for (const [chunk, chosen] of chunks.entries()) {
      if (chunk < first.chunk) continue;
      const stream = await openJacobian(platform, model, selected, data, { ...options, columns: chosen });
      try {
        const accumulator = await open(chosen);
        try {
          await collectChunk(chunk, stream, accumulator);
          throwIfCancelled(platform.signal, label);
          spectra.push(...(await finish(accumulator)));
          await offer({ chunk: chunk + 1, pass: 0, unit: 0 }, new Map());
        } finally {
          await accumulator.close();
        }
      } finally {
        await stream.close();
      }
    }
  } finally {
    progress.finish();
  }
  return { spectra, accuracy: accuracy.counts(), absoluteGradientSums };
}

const inWords = (count: number) => count.toLocaleString("en-US");

/** Which of two lists of numbers comes first. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** So many outputs at a time. */
export function chunksOf(columns: readonly number[], size: number): (readonly number[])[] {
  return Array.from({ length: Math.ceil(columns.length / size) }, (_, c) => columns.slice(c * size, (c + 1) * size));
}

/** Room for the rows of one unit, for each output. */
function buffersFor(
  columns: readonly number[],
  units: readonly ScheduledUnit[],
  d: number,
  type: "float32" | "float64",
): Rows[] {
  const size = d * Math.max(...units.map(({ count }) => count));
  return columns.map(() => (type === "float64" ? new Float64Array(size) : new Float32Array(size)));
}
