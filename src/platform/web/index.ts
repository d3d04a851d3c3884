import { fail, throwIfCancelled } from "../../base/index.ts";
import { download } from "../download.ts";
import type { Platform } from "../types.ts";
import { handOver } from "../worker/handOver.ts";
import { createRemote } from "../worker/remote.ts";
import { createSessionPool } from "../worker/sessions.ts";
import { createTaskPool, type TaskCall } from "../worker/tasks.ts";
import { createMemoryFiles } from "./files.ts";
import { createWebReporter, type Listeners } from "./reporter.ts";
import { callFrom, type TaskTable } from "./serveTasks.ts";
import type { Setup } from "./sessionWorker.ts";
import { packageVersions } from "./versions.ts";
import { portOf, startSessionWorker, startTaskWorker } from "./workers.ts";

export type { Listeners } from "./reporter.ts";
export { serveTasks, type TaskTable } from "./serveTasks.ts";

export interface WebPlatformOptions {
  /** Threads of the WebAssembly runtime; default: all cores where the page is cross-origin isolated, else 1. */
  threads?: number;
  /** Workers of `call`; default: one per core. */
  taskWorkers?: number;
  /** A worker of the page that calls `serveTasks`; needed in bundled pages, see there. */
  startTaskWorker?: () => Worker;
  /** Tasks that are called in the page itself, where it can have no worker for them. */
  inlineTasks?: TaskTable;
  /** Folder of ONNX Runtime's .wasm files, where they do not lie beside its script. */
  wasmPaths?: string;
  /** Abort it to stop: what is pending throws CancelledError, and its workers end. */
  signal?: AbortSignal;
  report?: Listeners;
}

/** What a browser offers: ONNX Runtime's WebAssembly and WebGPU builds in workers, and files in memory. */
export function createWebPlatform(options: WebPlatformOptions = {}): Platform {
  const cores = navigator.hardwareConcurrency || 1;
  const { threads = cores, taskWorkers = cores, inlineTasks, wasmPaths, report = {} } = options;
  const signal = options.signal ?? new AbortController().signal;
  const taskWorker = options.startTaskWorker ?? startTaskWorker;
  const now = () => performance.now();
  const startSessions = () => {
    const worker = createRemote(portOf(startSessionWorker()), signal);
    worker.ask("setting ONNX Runtime up", { kind: "setup", wasmPaths } satisfies Setup).catch(() => undefined);
    return worker;
  };
  const sessions = createSessionPool(1, threads, startSessions, signal);
  const tasks = createTaskPool(taskWorkers, () => createRemote(portOf(taskWorker()), signal), signal);
  const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };

  return {
    kind: "web",
    cores,
    memory: deviceMemory === undefined ? undefined : deviceMemory * 2 ** 30,
    versions: { ...packageVersions, browser: navigator.userAgent },
    files: createMemoryFiles(),
    reporter: createWebReporter(report, now),
    signal,
    environment: () => undefined,
    openSession: (model, choices = {}) => sessions.open(model, choices),
    async call<T>(task: { module: string; name: string }, ...args: readonly unknown[]) {
      if (!inlineTasks || !Object.hasOwn(inlineTasks, task.name)) return tasks.call<T>(task, args);
      throwIfCancelled(signal, task.name);
      const { value } = handOver<TaskCall>({ ...task, args }, false);
      return (await callFrom(inlineTasks, value)) as T;
    },
    download: (url, from = 0) => download(url, from, signal),
    sha256,
    now,
    async close() {
      await Promise.all([sessions.close(), tasks.close()]);
    },
  };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    return fail({
      subject: "a checksum",
      expected: "a page that is served over https or from localhost",
      got: "one without crypto.subtle",
    });
  }
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
