import { parentPort, workerData } from "node:worker_threads";
import * as ort from "onnxruntime-node";
import type { Device } from "../types.ts";
import type { Request } from "../worker/remote.ts";
import { createSessionHost, type Runtime, type RuntimeSession, type RuntimeTensor } from "../worker/runtime.ts";
import { answer } from "../worker/serve.ts";
import { callNatively, type NativeGuard } from "./nativeGuard.ts";

// Must be set before the first session: the runtime takes its log level once per process.
ort.env.logLevel = "fatal";

const devices: readonly Device[] = ["cpu", "webgpu", "cuda"];

const guard = workerData as NativeGuard;

const runtime: Runtime = {
  devices: devices.filter((device) => ort.listSupportedBackends().some(({ name }) => name === device)),
  create: (model, device, options) =>
    // The two overloads of the runtime take a path or bytes, but no union.
    ort.InferenceSession.create(model as string, {
      ...options,
      executionProviders: [device],
    }) as Promise<RuntimeSession>,
  guard: (work) => callNatively(guard, work),
  tensor: (type, data, shape) => new ort.Tensor(type as "float32", data as Float32Array, shape) as RuntimeTensor,
};

const host = createSessionHost(runtime);
const port = parentPort!;
port.on("message", (request: Request) => answer(request, host, (reply, transfer) => port.postMessage(reply, transfer)));
