import {
  type Blocked,
  CancelledError,
  type Complaint,
  type ExitCode,
  NetspectraError,
  UnsupportedOperatorError,
} from "../../base/index.ts";

/** An error as it travels between threads, where classes are lost. */
export type Fault =
  | { readonly kind: "user" | "cancelled"; readonly complaint: Complaint; readonly exitCode: ExitCode }
  | { readonly kind: "unsupported"; readonly complaint: Complaint; readonly blocked: readonly Blocked[] }
  | { readonly kind: "internal"; readonly message: string; readonly stack: string | undefined };

export function packFault(error: unknown): Fault {
  if (error instanceof UnsupportedOperatorError) {
    return { kind: "unsupported", complaint: error.complaint, blocked: error.blocked };
  }
  if (error instanceof NetspectraError) {
    const kind = error instanceof CancelledError ? "cancelled" : "user";
    return { kind, complaint: error.complaint, exitCode: error.exitCode };
  }
  return error instanceof Error
    ? { kind: "internal", message: error.message, stack: error.stack }
    : { kind: "internal", message: String(error), stack: undefined };
}

/** The error again, of the class, message and exit code that it had in the other thread. */
export function unpackFault(fault: Fault): Error {
  switch (fault.kind) {
    case "unsupported":
      return new UnsupportedOperatorError(fault.complaint.subject, fault.blocked);
    case "cancelled":
      return new CancelledError(fault.complaint.subject);
    case "user":
      return new NetspectraError(fault.complaint, fault.exitCode);
    case "internal":
      return Object.assign(new Error(fault.message), fault.stack !== undefined && { stack: fault.stack });
  }
}
