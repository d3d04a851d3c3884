import type { LoadedModel } from "../analyses/loadModel.ts";
import { logitRows, openLogits } from "../analyses/logits/index.ts";
import { fail, type Samples } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";

export interface TeacherOptions extends SessionOptions {
  /** Default "probabilities". */
  target?: "probabilities" | "logits";
  /** Divides the logits of probabilities; above 1 it softens the answer. Default 1. */
  temperature?: number;
}

/**
 * What a trained network says of samples, n × classes, to be learned by a student. Computed in float64 from the logits.
 *
 * - probabilities: softmax(z / temperature) (Hinton et al. 2015, equation 1)
 * - logits: z less its mean over the classes. Ba and Caruana (2014, equation 1) regress on z as it is; but a number added to
 *   all logits of a sample changes no probability, so that without it equal probabilities are equal targets, and a
 *   student learns nothing but what the teacher says.
 *
 * @throws NetspectraError when the samples do not fit the teacher, or the temperature is not positive
 */
export async function teacherTargets(
  platform: Platform,
  teacher: LoadedModel,
  samples: Samples,
  { target = "probabilities", temperature = 1, ...options }: TeacherOptions = {},
): Promise<Float32Array> {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    fail({ subject: "temperature", expected: "a number above 0", got: `${temperature}` });
  }
  const answer = target === "logits" ? centred : (logits: ArrayLike<number>) => softmax(logits, temperature);
  const { source, matched } = await openLogits(platform, teacher, samples, options);
  let targets = new Float32Array(0);
  try {
    for await (const rows of logitRows(source, matched)) {
      for (const { sample, logits } of rows) {
        const k = logits.length;
        if (targets.length === 0) targets = new Float32Array(samples.count * k);
        targets.set(answer(logits), sample * k);
      }
    }
    return targets;
  } finally {
    await source.session.release();
  }
}

function centred(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const mean = values.reduce((sum, z) => sum + z, 0) / values.length;
  return values.map((z) => z - mean);
}

function softmax(logits: ArrayLike<number>, temperature: number): Float64Array {
  const scaled = Float64Array.from(logits, (z) => z / temperature);
  const largest = Math.max(...scaled);
  const exponentials = scaled.map((z) => Math.exp(z - largest));
  const sum = exponentials.reduce((total, e) => total + e, 0);
  return exponentials.map((e) => e / sum);
}
