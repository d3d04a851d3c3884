import { CancelledError } from "../../base/index.ts";
import { type Fault, unpackFault } from "./fault.ts";

/** One end of a line to a worker; Node's and the browser's workers are both made to look like this. */
export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  /** `onMessage` gets what the worker posts; `onEnd` is called when the worker is gone, with the reason. */
  listen(onMessage: (message: unknown) => void, onEnd: (reason: string) => void): void;
  /** Whether the worker keeps the process alive. */
  hold(busy: boolean): void;
  terminate(): Promise<void>;
}

/** A question to a worker; the rest of the message is the worker's own affair. */
export interface Request {
  readonly id: number;
  readonly body: unknown;
}

export type Reply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly fault: Fault };

/** A worker that answers questions. */
export interface Remote {
  /** Ask; `subject` names the work in errors. @throws CancelledError when the platform's signal is aborted first. */
  ask<T>(subject: string, body: unknown, transfer?: readonly ArrayBuffer[]): Promise<T>;
  /** Questions without an answer yet. */
  readonly pending: number;
  /** False when the worker has ended or was stopped. */
  readonly alive: boolean;
  terminate(): Promise<void>;
}

interface Waiting {
  readonly subject: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Ask a worker over `port`. An abort rejects everything that waits at once: native code cannot be interrupted, so the
 * worker is told to end and nobody waits for it.
 */
export function createRemote(port: Port, signal: AbortSignal): Remote {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let end: string | undefined;

  const settle = (id: number): Waiting | undefined => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) port.hold(false);
    return call;
  };
  const finish = (reason: string, error: (subject: string) => Error) => {
    if (end !== undefined) return;
    end = reason;
    signal.removeEventListener("abort", abort);
    for (const [id, { subject }] of [...waiting]) settle(id)?.reject(error(subject));
  };
  const abort = () => {
    finish("it was cancelled", (subject) => new CancelledError(subject));
    void port.terminate();
  };

  port.listen(
    (message) => {
      const reply = message as Reply;
      const call = settle(reply.id);
      if ("fault" in reply) call?.reject(unpackFault(reply.fault));
      else call?.resolve(reply.result);
    },
    (reason) => finish(reason, (subject) => new Error(`${subject}: the worker ended before it answered (${reason}).`)),
  );
  port.hold(false);
  signal.addEventListener("abort", abort, { once: true });

  return {
    ask: <T>(subject: string, body: unknown, transfer: readonly ArrayBuffer[] = []) =>
      new Promise<T>((resolve, reject) => {
        if (signal.aborted) throw new CancelledError(subject);
        if (end !== undefined) throw new Error(`${subject}: the worker has ended (${end}).`);
        const id = count++;
        port.post({ id, body } satisfies Request, transfer);
        waiting.set(id, { subject, resolve: resolve as (value: unknown) => void, reject });
        port.hold(true);
      }),
    get pending() {
      return waiting.size;
    },
    get alive() {
      return end === undefined;
    },
    terminate() {
      const reason = "the platform was closed";
      finish(reason, (subject) => new Error(`${subject}: stopped, ${reason}.`));
      return port.terminate();
    },
  };
}
