import { fail } from "../../base/index.ts";
import type { TaskCall } from "./tasks.ts";

/** Import the module of a task and call its function. @throws NetspectraError when there is no such function. */
export async function callTask(body: unknown): Promise<unknown> {
  const { module, name, args } = body as TaskCall;
  const exported: unknown = ((await import(/* @vite-ignore */ module)) as Record<string, unknown>)[name];
  if (typeof exported !== "function") {
    return fail({ subject: `the task ${name} of ${module}`, expected: "an exported function", got: typeof exported });
  }
  return exported(...args);
}
