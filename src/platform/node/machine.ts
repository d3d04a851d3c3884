import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, totalmem } from "node:os";

/** Cores that this process may use. */
export function countCores(): number {
  return availableParallelism();
}

/** Bytes of memory: the machine's, or the container's where it has less. */
export function measureMemory(): number {
  const limit = process.constrainedMemory();
  return limit !== undefined && limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** What a result says of the machine and the software that made it. */
export function describeMachine(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const runtime = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  return {
    netspectra: version,
    node: process.version,
    onnxruntime: runtime.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
  };
}
