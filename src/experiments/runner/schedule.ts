import { CancelledError } from "../../base/index.ts";

/** A piece of work that may have to wait for others. */
export interface Task {
  readonly id: string;
  /** Tasks that must be done before. */
  readonly after: readonly string[];
  /** @returns false where another process does this work right now: it is tried again later */
  perform(slot: number): Promise<boolean>;
}

export interface Scheduled {
  /** Errors by the task's id; tasks that wait for one that failed have its error. */
  readonly failed: ReadonlyMap<string, unknown>;
  readonly cancelled: boolean;
}

const retryAfter = 500;

/**
 * Do all tasks, up to `jobs` at a time, in their order as far as what they wait for allows. A failure stops only those that
 * wait for it; what another process does is waited for, and other tasks are done meanwhile.
 */
export async function schedule(tasks: readonly Task[], jobs: number, signal: AbortSignal): Promise<Scheduled> {
  const waiting = new Map(tasks.map((task) => [task.id, task]));
  const done = new Set<string>();
  const failed = new Map<string, unknown>();
  const elsewhere = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const slots = new Set(Array.from({ length: jobs }, (_, slot) => slot));

  const begin = (task: Task): void => {
    const [slot = 0] = slots;
    slots.delete(slot);
    waiting.delete(task.id);
    elsewhere.delete(task.id);
    const work = async () => {
      try {
        if (await task.perform(slot)) done.add(task.id);
        else {
          waiting.set(task.id, task);
          elsewhere.set(task.id, Date.now() + retryAfter);
        }
      } catch (error) {
        if (!(signal.aborted && error instanceof CancelledError)) failed.set(task.id, error);
      }
      slots.add(slot);
      running.delete(task.id);
    };
    running.set(task.id, work());
  };

  while (!signal.aborted) {
    for (const [id, { after }] of waiting) {
      const broken = after.find((other) => failed.has(other));
      if (broken !== undefined && waiting.delete(id)) failed.set(id, failed.get(broken));
    }
    const now = Date.now();
    const ready = [...waiting.values()].find(
      ({ id, after }) => after.every((other) => done.has(other)) && (elsewhere.get(id) ?? 0) <= now,
    );
    if (ready && slots.size > 0) begin(ready);
    else if (running.size === 0 && waiting.size === 0) break;
    else if (running.size === 0 && elsewhere.size === 0) throw new Error(`${[...waiting.keys()]} wait for each other`);
    else await Promise.race([...running.values(), ...(elsewhere.size > 0 ? [pause(retryAfter, signal)] : [])]);
  }
  await Promise.all(running.values());
  return { failed, cancelled: signal.aborted && done.size + failed.size < tasks.length };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish);
  });
}
