import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { CancelledError } from "../../base/index.ts";
import { download } from "../download.ts";
import type { Platform, Session, SessionOptions } from "../types.ts";
import { createRemote } from "../worker/remote.ts";
import { createSessionPool, type SessionPool } from "../worker/sessions.ts";
import { createTaskPool } from "../worker/tasks.ts";
import { allowFusedMultiplyAdd } from "./allowFusedMultiplyAdd.ts";
import { builtFile } from "./builtFile.ts";
import { writeModelFolder } from "./externalModel.ts";
import { createNodeFiles } from "./files.ts";
import { countCores, describeMachine, measureMemory } from "./machine.ts";
import { createReporter, type Terminal } from "./reporter.ts";
import { startSessionWorker, startTaskWorker } from "./workers.ts";

export { interruptSignal } from "./interrupt.ts";
export { countCores, measureMemory } from "./machine.ts";
export { packageFolder } from "./packageFolder.ts";

export interface NodePlatformOptions {
  /** Threads inside one operator of a session, unless the session says otherwise; default: all cores. */
  threads?: number;
  /** Workers that hold sessions; default 1, since one run uses all cores. */
  sessionWorkers?: number;
  /** Workers of `call`; default: one per core. */
  taskWorkers?: number;
  /** No progress and no information; warnings stay. */
  quiet?: boolean;
  /** Abort it to stop: what is pending throws CancelledError. */
  signal?: AbortSignal;
  /** Where progress and warnings go; default stderr. */
  terminal?: Terminal;
}

/**
 * What Node offers on this machine. Sessions and calls live in worker threads that are started when they are needed and
 * do not keep the process alive while they have nothing to do.
 */
export function createNodePlatform(options: NodePlatformOptions = {}): Platform {
  const cores = countCores();
  const {
    threads = cores,
    sessionWorkers = 1,
    taskWorkers = cores,
    quiet = false,
    signal = new AbortController().signal,
    terminal = process.stderr,
  } = options;
  // Here, not where workers start, so that what this thread computes does not depend on when a worker was needed.
  allowFusedMultiplyAdd();
  // Each worker listens, and there are as many as the machine has cores; Node would suspect a leak from eleven on.
  setMaxListeners(0, signal);
  const sessions = createSessionPool(sessionWorkers, threads, () => createRemote(startSessionWorker(), signal), signal);
  const tasks = createTaskPool(taskWorkers, () => createRemote(startTaskWorker(), signal), signal);
  const now = () => performance.now();
  let versions: Readonly<Record<string, string>> | undefined;

  return {
    kind: "node",
    cores,
    memory: measureMemory(),
    get versions() {
      versions ??= describeMachine();
      return versions;
    },
    files: createNodeFiles(),
    reporter: createReporter(terminal, quiet, now),
    signal,
    environment: (name) => process.env[name],
    openSession: (model, choices = {}) => openSession(sessions, model, choices),
    call: async ({ module, name }, ...args) => tasks.call({ module: builtFile(module), name }, args),
    download: (url, from = 0) => download(url, from, signal),
    sha256: (bytes) => sha256(bytes, signal),
    now,
    async close() {
      await Promise.all([sessions.close(), tasks.close()]);
    },
  };
}

/** ONNX Runtime reads what no protobuf file can hold from files beside the model's. */
async function openSession(pool: SessionPool, model: Uint8Array, choices: SessionOptions): Promise<Session> {
  const { externalData, ...rest } = choices;
  if (!externalData?.size) return pool.open(model, rest);
  const folder = await writeModelFolder(model, externalData);
  try {
    const session = await pool.open(folder.path, rest);
    const release = async () => {
      await session.release();
      await folder.remove();
    };
    return { ...session, release };
  } finally {
    await folder.remove();
  }
}

/** Bytes hashed before other work gets a turn. */
const slice = 2 ** 26;

async function sha256(bytes: Uint8Array, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += slice) {
    if (signal.aborted) throw new CancelledError("a checksum");
    hash.update(bytes.subarray(at, at + slice));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest("hex");
}
