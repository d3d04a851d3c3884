import { throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { countAccuracy } from "../accuracy.ts";
import { type JacobianStream, openJacobian } from "../jacobianStream.ts";
import { openMatrixFreeSide } from "../matrixFreeSide.ts";
import type { EdjmSpectrum, Rows, SpectraAccumulator, SpectraOptions } from "./accumulator.ts";
import { openColumnSide } from "./columnSide.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import type { EdjmPlan } from "./edjmPlan.ts";
import type { EdjmFindings } from "./edjmResult.ts";
import type { EdjmSettings } from "./edjmSettings.ts";
import { openRowSide } from "./rowSide.ts";
import type { RunKeeper } from "./runState.ts";
import { type ScheduledUnit, scheduleOf } from "./schedule.ts";

/** Let the data go through the network as the plan says, and find the spectra. */
export async function collectEdjm(
  platform: Platform,
  settings: EdjmSettings,
  plan: EdjmPlan,
  options: EdjmOptions,
  keeper?: RunKeeper,
): Promise<EdjmFindings> {
  const { model, selected, data, columns, inputs: d, groups } = settings;
  const units = scheduleOf(groups, d, plan.samplesPerPass ?? undefined);
  const passes = (units.at(-1)?.keptIn ?? 0) + 1;
  const chunks = chunksOf(columns, plan.outputsPerPass);
  const accuracy = countAccuracy(data, settings.outputs, selected.predicts);
  const absoluteGradientSums = new Float64Array(columns.length * d);
  const spectra: EdjmSpectrum[] = [];
  const kept = await keeper?.load();
  if (kept) {
    accuracy.include(kept.accuracy);
    absoluteGradientSums.set(kept.absoluteGradientSums);
    spectra.push(...kept.spectra);
  }
  const first = kept?.position ?? { chunk: 0, pass: 0, unit: 0 };
  const unitsOf = (pass: number) => units.filter(({ keptIn }) => pass === 0 || keptIn >= pass);
  const perChunk = Array.from({ length: passes }, (_, pass) => samplesIn(unitsOf(pass))).reduce((a, b) => a + b, 0);
  const progress = platform.reporter.progress("EDJM", perChunk * chunks.length, "samples");
  let done = 0;

  async function collectChunk(chunk: number, stream: JacobianStream, accumulator: SpectraAccumulator): Promise<void> {
    const before = chunk * plan.outputsPerPass;
    const rows = buffersFor(chunks[chunk]!, units, d, settings.type);
    const resumed = chunk === first.chunk;
    if (resumed && kept) accumulator.restore(kept.collected);
    for (let pass = 0; pass < passes; pass++) {
      for (const unit of unitsOf(pass)) {
        const over = resumed && (pass < first.pass || (pass === first.pass && unit.index < first.unit));
        done += over ? unit.count : 0;
        if (over) continue;
        let filled = 0;
        for await (const { indices, outputs, rows: batch, absoluteSums } of stream.run(unit.samples)) {
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
        await accumulator.add(
          rows.map((buffer) => buffer.subarray(0, unit.count * d)),
          { ...unit, pass },
        );
        done += unit.count;
        await keeper?.offer({
          position: { chunk, pass, unit: unit.index + 1 },
          spectra,
          accuracy: accuracy.counts(),
          absoluteGradientSums,
          collected: accumulator.state(),
        });
      }
    }
  }

  try {
    for (const [chunk, chosen] of chunks.entries()) {
      if (chunk < first.chunk) {
        done += perChunk;
        continue;
      }
      const stream = await openJacobian(platform, model, selected, data, { ...options, columns: chosen });
      try {
        const accumulator = await openAccumulator(platform, settings, plan, chosen, options);
        try {
          await collectChunk(chunk, stream, accumulator);
          throwIfCancelled(platform.signal, "EDJM");
          spectra.push(...(await accumulator.finish()));
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

async function openAccumulator(
  platform: Platform,
  settings: EdjmSettings,
  plan: EdjmPlan,
  columns: readonly number[],
  options: EdjmOptions,
): Promise<SpectraAccumulator> {
  if (plan.method !== "exact") {
    const { model, data, values } = settings;
    return openMatrixFreeSide(platform, model, data, columns, { ...options, method: plan.method, values });
  }
  const { device, threads } = options;
  const collecting: SpectraOptions = {
    ...(device && { device }),
    ...(threads && { threads }),
    columns,
    inputs: settings.inputs,
    type: settings.type,
    percentile: settings.percentile,
    groupSizes: settings.groups.map((group) => group.length),
    curve: settings.curve,
    collectOnly: false,
  };
  return plan.side === "inputs" ? openColumnSide(platform, collecting) : openRowSide(platform, collecting);
}

const samplesIn = (units: readonly ScheduledUnit[]) => units.reduce((sum, { count }) => sum + count, 0);

function chunksOf(columns: readonly number[], size: number): (readonly number[])[] {
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
