/** Process exit codes of the command line, which are also the classes of error that a library user can tell apart. */
export const exitCodes = { done: 0, fault: 1, badInput: 2, unsupported: 3, cancelled: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What an error tells its reader: what it is about, what was expected, what came, what to do. */
export interface Complaint {
  subject: string;
  expected: string;
  got: string;
  todo?: string;
}

/** An error that is the user's to mend. Its message is one paragraph and needs no stack trace. */
export class NetspectraError extends Error {
  override readonly name: string = "NetspectraError";
  readonly exitCode: ExitCode;
  readonly complaint: Complaint;

  constructor(complaint: Complaint, exitCode: ExitCode = exitCodes.badInput) {
    super(paragraph(complaint));
    this.complaint = complaint;
    this.exitCode = exitCode;
  }
}

/** One operator that stands in the way of a derivative. */
export interface Blocked {
  node: string;
  operator: string;
  reason: string;
}

/** A message names this many operators; `blocked` holds all. */
const mostNamed = 30;

/** The model holds operators without a rule; all of them are listed. */
export class UnsupportedOperatorError extends NetspectraError {
  override readonly name = "UnsupportedOperatorError";
  readonly blocked: readonly Blocked[];

  constructor(subject: string, blocked: readonly Blocked[]) {
    const words = blocked.map(({ node, operator, reason }) => `${operator} (node "${node}": ${reason})`);
    const more = words.length > mostNamed ? [`and ${words.length - mostNamed} more`] : [];
    const list = [...words.slice(0, mostNamed), ...more].join("; ");
    super(
      {
        subject,
        expected: "operators that netspectra can run and differentiate",
        got: list,
        todo: "See docs/adding-an-op.md to add a rule, or choose an output before these nodes with --output NAME.",
      },
      exitCodes.unsupported,
    );
    this.blocked = blocked;
  }
}

/** A training that leads nowhere: its loss is no longer a number. */
export class DivergedError extends NetspectraError {
  override readonly name = "DivergedError";
}

/** The work was cancelled (Ctrl-C or an AbortSignal); what was finished is kept. */
export class CancelledError extends NetspectraError {
  override readonly name = "CancelledError";

  constructor(subject: string) {
    super({ subject, expected: "to run to the end", got: "a request to stop" }, exitCodes.cancelled);
  }
}

/** Throw a {@link NetspectraError} for bad usage or bad input (exit code 2). */
export function fail(complaint: Complaint): never {
  throw new NetspectraError(complaint);
}

/** Throw if `signal` was aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined, subject: string): void {
  if (signal?.aborted) throw new CancelledError(subject);
}

function paragraph({ subject, expected, got, todo }: Complaint): string {
  const sentence = `${subject}: expected ${expected}, got ${got || "an empty text"}.`;
  return printable(todo ? `${sentence} ${todo}` : sentence);
}

/** Names come from files: control characters would reach the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
