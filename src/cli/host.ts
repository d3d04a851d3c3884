import { fail } from "../base/index.ts";

/** What the command line needs of the process that it runs in; `process` is one. */
export interface Host {
  readonly argv: readonly string[];
  readonly stdout: Stream;
  readonly stderr: Stream;
  exitCode?: number | string | null | undefined;
  on(event: "uncaughtException", listener: (error: unknown) => void): unknown;
  exit(code: number): never;
  /** What stops the work; default: Ctrl-C. */
  readonly signal?: AbortSignal;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done?: (error?: Error | null) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** A reader that goes away (`| head`) is no error, and must not end the process before results are on the disk. */
export function watchStreams({ stdout, stderr }: Host): void {
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
}

/** Print on stdout. @throws NetspectraError when it cannot be written to, unless its reader has gone. */
export async function print({ stdout }: Host, text: string): Promise<void> {
  const error = await new Promise<Error | null | undefined>((resolve) => {
    stdout.write(text.endsWith("\n") ? text : `${text}\n`, resolve);
  });
  const { code } = (error ?? {}) as { code?: string };
  if (!error || code === "EPIPE" || code === "ERR_STREAM_DESTROYED") return;
  const got = code === "ENOSPC" ? "a disk that is full" : error.message;
  fail({ subject: "standard output", expected: "to be written to", got, todo: "Write to a folder with --out DIR." });
}
