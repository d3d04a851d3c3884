import type * as ort from "onnxruntime-web";
import { createSessionHost, type RuntimeSession, type RuntimeTensor } from "../worker/runtime.ts";
import type { SessionRequest } from "../worker/wire.ts";
import { serve } from "./serveTasks.ts";

/** What the page tells the worker before the first session. */
export interface Setup {
  readonly kind: "setup";
  /** Folder of ONNX Runtime's .wasm files, where they do not lie beside its script. */
  readonly wasmPaths: string | undefined;
}

type Library = Pick<typeof ort, "env" | "InferenceSession" | "Tensor">;

let wasmPaths: string | undefined;
const libraries = new Map<string, Promise<Library>>();

/** The WebGPU build is twice as large, so each build is loaded when a session asks for it. */
function load(device: string, threads: number): Promise<Library> {
  let library = libraries.get(device);
  if (!library) {
    library = (device === "webgpu" ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm")).then(
      (loaded) => {
        const { env } = loaded as Library;
        env.logLevel = "fatal";
        // Threads share memory, which a page has only when it is isolated from other origins (COOP and COEP).
        env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
        if (wasmPaths !== undefined) env.wasm.wasmPaths = wasmPaths;
        return loaded as Library;
      },
    );
    libraries.set(device, library);
  }
  return library;
}

let latest: Library | undefined;

const host = createSessionHost({
  devices: "gpu" in navigator ? ["cpu", "webgpu"] : ["cpu"],
  async create(model, device, options) {
    const { intraOpNumThreads: threads, ...rest } = options;
    latest = await load(device, threads);
    const executionProviders = [device === "webgpu" ? "webgpu" : "wasm"];
    return (await latest.InferenceSession.create(model as Uint8Array, {
      ...rest,
      executionProviders,
    })) as RuntimeSession;
  },
  guard: (work) => work(),
  // Both builds share the class of CPU tensors.
  tensor: (type, data, shape) => new latest!.Tensor(type as "float32", data as Float32Array, shape) as RuntimeTensor,
});

serve((body) => {
  const request = body as SessionRequest | Setup;
  if (request.kind !== "setup") return host(request);
  wasmPaths = request.wasmPaths;
  return undefined;
});
