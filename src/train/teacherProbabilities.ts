import type { LoadedModel } from "../analyses/loadModel.ts";
import { fail, type Samples } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { logitRows, openLogits } from "./logitRows.ts";

export interface TeacherOptions extends SessionOptions {
  /** Divides the logits; above 1 it softens the answer. Default 1. */
  temperature?: number;
}

/**
 * What a trained network says of samples: softmax(z / temperature), n × classes, the soft labels of a student (Hinton et
 * al. 2015, equation 1). Computed in float64 from the logits.
 *
 * @throws NetspectraError when the samples do not fit the teacher, or the temperature is not positive
 */
export async function teacherProbabilities(
  platform: Platform,
  teacher: LoadedModel,
  samples: Samples,
  { temperature = 1, ...options }: TeacherOptions = {},
): Promise<Float32Array> {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    fail({ subject: "temperature", expected: "a number above 0", got: `${temperature}` });
  }
  const { source, matched } = await openLogits(platform, teacher, samples, options);
  let probabilities = new Float32Array(0);
  try {
    for await (const rows of logitRows(source, matched)) {
      for (const { sample, logits } of rows) {
        const k = logits.length;
        if (probabilities.length === 0) probabilities = new Float32Array(samples.count * k);
        probabilities.set(softmax(logits, temperature), sample * k);
      }
    }
    return probabilities;
  } finally {
    await source.session.release();
  }
}

function softmax(logits: ArrayLike<number>, temperature: number): Float64Array {
  const scaled = Float64Array.from(logits, (z) => z / temperature);
  const largest = Math.max(...scaled);
  const exponentials = scaled.map((z) => Math.exp(z - largest));
  const sum = exponentials.reduce((total, e) => total + e, 0);
  return exponentials.map((e) => e / sum);
}
