import { type EdjmOptions, edjmShard, type LoadedModel, type Shard } from "../../analyses/index.ts";
import { CancelledError, fail, type Samples } from "../../base/index.ts";
import type { Context, Outcome } from "../defineCommand.ts";
import { inputImage } from "./network.ts";

interface ShardWork {
  readonly name: string;
  readonly model: LoadedModel;
  readonly samples: Samples;
  readonly options: EdjmOptions;
  readonly out: string | undefined;
  /** Seconds between checkpoints. */
  readonly seconds: number;
}

/** Compute one part of an EDJM into the folder `shard` of `--out`, which is its own checkpoint. */
export async function runShard({ platform, started }: Context, shard: Shard, work: ShardWork): Promise<Outcome> {
  const { name, model, samples, options, out, seconds } = work;
  const { files, reporter } = platform;
  const part = `${shard.index}/${shard.of}`;
  const path =
    out ??
    fail({ subject: `--shard ${part}`, expected: "a folder to write to", got: "nothing", todo: "Add --out DIR." });
  const folder = files.join(files.resolve(path), "shard");
  const about = { name, image: inputImage(model, samples), classes: samples.classes };
  try {
    const checkpoint = { folder, seconds };
    const result = await edjmShard(platform, model, samples, { ...options, shard, checkpoint, about });
    return {
      document: { ...result, seconds: (platform.now() - started) / 1000 },
      text: `Shard ${part} of the EDJM of ${name}: ${result.shard.samples} of ${result.data.samples} samples.\nWhen all are there: netspectra merge DIR…`,
    };
  } catch (error) {
    const kept = error instanceof CancelledError && (await files.list(folder));
    if (kept && kept.length > 0) reporter.info(`stopped; the same command goes on from ${folder}`);
    throw error;
  }
}
