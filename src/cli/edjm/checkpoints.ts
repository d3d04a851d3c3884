import { CancelledError, fail } from "../../base/index.ts";
import type { Context } from "../defineCommand.ts";

/** Where the runs of a command keep what they have computed, beside its results. */
export interface Checkpoints {
  readonly seconds: number;
  /** The options of the run of so many a network; nothing where there are no checkpoints. */
  of(network: number): { checkpoint?: { folder: string; seconds: number } };
  /** Wait for the work; where it is stopped, say how to go on. */
  during<T extends { readonly cancelled?: boolean }>(work: Promise<T>): Promise<T>;
  /** To be called when all results are written. */
  remove(cancelled: boolean): Promise<void>;
}

const usualSeconds = 60;

/** @param values `--out`, and the seconds of `--checkpoint` @throws NetspectraError for checkpoints without a folder */
export function openCheckpoints(
  { platform }: Pick<Context, "platform">,
  values: { readonly out?: string | undefined; readonly checkpoint?: number | undefined },
): Checkpoints {
  const { out, checkpoint: seconds = usualSeconds } = values;
  const { files, reporter } = platform;
  if (values.checkpoint && out === undefined) {
    fail({ subject: "--checkpoint", expected: "a folder to keep them in", got: "nothing", todo: "Add --out DIR." });
  }
  const folder = out === undefined || seconds === 0 ? undefined : files.join(files.resolve(out), "checkpoint");
  const tell = async () => {
    const kept = folder && (await files.list(folder));
    if (kept && kept.length > 0) reporter.info(`stopped; the same command goes on from ${folder}`);
  };
  return {
    seconds: seconds === 0 ? Number.POSITIVE_INFINITY : seconds,
    of: (network) => (folder ? { checkpoint: { folder: files.join(folder, `${network}`), seconds } } : {}),
    async during(work) {
      try {
        const done = await work;
        if (done.cancelled) await tell();
        return done;
      } catch (error) {
        if (error instanceof CancelledError) await tell();
        throw error;
      }
    },
    async remove(cancelled) {
      if (folder && !cancelled) await files.remove(folder);
    },
  };
}
