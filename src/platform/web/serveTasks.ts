import { fail } from "../../base/index.ts";
import type { Request } from "../worker/remote.ts";
import { answer } from "../worker/serve.ts";
import type { TaskCall } from "../worker/tasks.ts";

/** Functions that can be called as tasks, by the name of the task. */
export type TaskTable = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Answer calls in this worker. A bundler merges modules and renames what they export, so that an application that is
 * bundled names its tasks in a worker of its own (`serveTasks({ symmetricEigen })`) and hands that worker to
 * `createWebPlatform({ startTaskWorker })`.
 */
export function serveTasks(tasks: TaskTable): void {
  serve((body) => callFrom(tasks, body as TaskCall));
}

/** Call a function of a table. @throws NetspectraError when it holds none of that name. */
export function callFrom(tasks: TaskTable, { name, args }: TaskCall): unknown {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!task) {
    return fail({
      subject: `the task ${name}`,
      expected: `one that the page's task worker serves (${Object.keys(tasks).join(", ")})`,
      got: name,
      todo: "Add it to the call of serveTasks.",
    });
  }
  return task(...(args as never[]));
}

/** Answer the requests that come to this worker. */
export function serve(work: (body: unknown) => unknown): void {
  const scope = globalThis as unknown as Worker;
  scope.addEventListener("message", ({ data }: MessageEvent<Request>) => {
    void answer(data, work, (reply, transfer) => scope.postMessage(reply, transfer));
  });
}
