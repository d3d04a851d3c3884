import type { Platform } from "../../platform/index.ts";
import { openJacobian } from "../jacobianStream.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import type { EdjmSettings } from "./edjmSettings.ts";

/** Many reverse passes take as long as one, many times. */
const mostColumns = 8;

/**
 * How long the gradients of some outputs take, in seconds per sample: one batch is timed, after another has warmed the runtime
 * up.
 */
export async function timeJacobian(
  platform: Platform,
  { model, selected, data, columns }: EdjmSettings,
  options: EdjmOptions,
): Promise<{ outputs: number; secondsPerSample: number }> {
  const timed = columns.slice(0, mostColumns);
  // A head costs next to nothing, and needs all columns.
  const logits = { ...selected, head: undefined };
  const stream = await openJacobian(platform, model, logits, data, { ...options, columns: timed });
  try {
    const count = Math.min(stream.batch, data.count);
    const pass = async () => {
      const before = platform.now();
      for await (const _ of stream.run(Array.from({ length: count }, (__, i) => i)));
      return (platform.now() - before) / 1000;
    };
    await pass();
    return { outputs: timed.length, secondsPerSample: (await pass()) / count };
  } finally {
    await stream.close();
  }
}
