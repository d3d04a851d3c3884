import { CancelledError } from "../../base/index.ts";
import type { Task } from "../types.ts";
import { handOver } from "./handOver.ts";
import type { Remote } from "./remote.ts";

/** What a task worker is asked: the function to call, and with what. */
export interface TaskCall {
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface TaskPool {
  call<T>(task: Task, args: readonly unknown[]): Promise<T>;
  close(): Promise<void>;
}

interface Job {
  readonly task: Task;
  start(worker: Remote): void;
  cancel(error: Error): void;
}

/** Up to `size` workers, started when they are needed; calls wait in line, one per worker at a time. */
export function createTaskPool(size: number, start: () => Remote, signal: AbortSignal): TaskPool {
  const workers = new Set<Remote>();
  const idle: Remote[] = [];
  const line: Job[] = [];

  const hire = (): Remote | undefined => {
    for (const worker of workers) if (!worker.alive) workers.delete(worker);
    while (idle.length > 0) {
      const worker = idle.pop()!;
      if (worker.alive) return worker;
    }
    if (workers.size >= size) return undefined;
    const worker = start();
    workers.add(worker);
    return worker;
  };
  const dismiss = (worker: Remote) => {
    if (worker.alive) idle.push(worker);
    begin();
  };
  const next = () => {
    while (line.length > 0) {
      const worker = hire();
      if (!worker) return;
      line.shift()!.start(worker);
    }
  };
  const begin = () => {
    try {
      next();
    } catch (error) {
      drop(() => error as Error);
    }
  };
  const drop = (error: (job: Job) => Error) => {
    for (const job of line.splice(0)) job.cancel(error(job));
  };
  const abort = () => drop(({ task }) => new CancelledError(task.name));
  signal.addEventListener("abort", abort, { once: true });

  return {
    call: <T>(task: Task, args: readonly unknown[]) =>
      new Promise<T>((resolve, reject) => {
        if (signal.aborted) throw new CancelledError(task.name);
        line.push({
          task,
          cancel: reject,
          start(worker) {
            const { value, transfer } = handOver<TaskCall>({ module: task.module, name: task.name, args }, false);
            worker
              .ask<T>(task.name, value, transfer)
              .finally(() => dismiss(worker))
              .then(resolve, reject);
          },
        });
        begin();
      }),
    async close() {
      signal.removeEventListener("abort", abort);
      drop(({ task }) => new Error(`${task.name}: stopped, the platform was closed.`));
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}
