import { type ExitCode, exitCodes, NetspectraError } from "../base/index.ts";

/** An error as one paragraph for stderr, and the exit code that belongs to it. */
export function complain(error: unknown, debug: boolean): { text: string; exitCode: ExitCode } {
  const stack = debug && error instanceof Error && error.stack ? `\n${error.stack}` : "";
  if (error instanceof NetspectraError) return { text: `error: ${error.message}${stack}`, exitCode: error.exitCode };
  const what = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).replace(/\s+/g, " ");
  const text =
    `error: netspectra: expected no such thing to happen, got a fault of ours: ${what.replace(/\.$/, "")}. ` +
    "Please report it, with the command line and what it prints with --debug.";
  return { text: `${text}${stack}`, exitCode: exitCodes.fault };
}
