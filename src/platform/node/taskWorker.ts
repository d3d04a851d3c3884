import { parentPort } from "node:worker_threads";
import { callTask } from "../worker/callTask.ts";
import type { Request } from "../worker/remote.ts";
import { answer } from "../worker/serve.ts";

const port = parentPort!;
port.on("message", (request: Request) =>
  answer(request, callTask, (reply, transfer) => port.postMessage(reply, transfer)),
);
