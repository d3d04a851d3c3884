import { parentPort } from "node:worker_threads";
import { callTask } from "../worker/callTask.ts";
import type { Request } from "../worker/remote.ts";
import { answer } from "../worker/serve.ts";
import { collectGarbage } from "./collectGarbage.ts";

/** Bytes beside the heap from which on a collection is worth its milliseconds: more than the kernels keep between calls. */
const largeBytes = 96 * 2 ** 20;

const port = parentPort!;
port.on("message", async (request: Request) => {
  await answer(request, callTask, (reply, transfer) => port.postMessage(reply, transfer));
  // In a turn of its own: what was asked for is still held in this one.
  setTimeout(() => {
    const { external, arrayBuffers } = process.memoryUsage();
    if (external + arrayBuffers > largeBytes) collectGarbage();
  }, 0);
});
