import {
  type Complaint,
  type ElementType,
  exitCodes,
  fail,
  NetspectraError,
  type TypedArray,
} from "../../base/index.ts";
import type { Device } from "../types.ts";
import {
  bytesOf,
  type ExternalFile,
  type OpenRequest,
  type RunRequest,
  type SessionRequest,
  viewElements,
  type WireTensor,
} from "./wire.ts";

/** A tensor as ONNX Runtime holds it. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayBufferView | readonly string[];
  dispose?(): void;
}

export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }[];
  run(feeds: Record<string, RuntimeTensor>, fetches: string[], options: object): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

/** The runtime's own session options that we use. */
export interface CreationOptions {
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly graphOptimizationLevel: "disabled" | "basic" | "extended" | "all";
  readonly logSeverityLevel: 4;
  readonly extra?: Record<string, unknown>;
  readonly externalData?: readonly ExternalFile[];
}

/** What a platform's build of ONNX Runtime offers. */
export interface Runtime {
  readonly devices: readonly Device[];
  create(model: Uint8Array | string, device: Device, options: CreationOptions): Promise<RuntimeSession>;
  /** Wraps everything that runs native code. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  tensor(type: ElementType, data: TypedArray | string[], shape: readonly number[]): RuntimeTensor;
}

/** Fatal messages only; everything below would be printed on stderr beside the error that we raise. */
const logSeverityLevel = 4;

/** The worker's side of all sessions: answers {@link SessionRequest}s with ONNX Runtime. */
export function createSessionHost(runtime: Runtime): (body: unknown) => Promise<unknown> {
  const sessions = new Map<number, RuntimeSession>();
  let count = 0;

  const open = async ({ model, options, externalData }: OpenRequest) => {
    if (!runtime.devices.includes(options.device)) {
      fail({
        subject: `the device ${options.device}`,
        expected: `one that this build of ONNX Runtime can use (${runtime.devices.join(", ")})`,
        got: options.device,
        todo: "Choose another with --device.",
      });
    }
    const session = await inTheRuntimesWords("the model", "one that ONNX Runtime can load", () =>
      runtime
        .guard(() =>
          runtime.create(model, options.device, { ...creationOptions(options), ...(externalData && { externalData }) }),
        )
        .catch((error) => {
          throw deviceFault(options.device, error) ?? error;
        }),
    );
    sessions.set(count, session);
    const inputs = session.inputMetadata.map(({ name, type, shape = [] }) => ({ name, ...(type && { type }), shape }));
    return { session: count++, inputs, outputs: session.outputNames };
  };

  const run = async ({ session, feeds, fetches }: RunRequest) => {
    const entries = Object.entries(feeds).map(
      ([name, wire]) => [name, runtime.tensor(wire.type, viewElements(wire), wire.shape)] as const,
    );
    const results = await inTheRuntimesWords("a run of the model", "ONNX Runtime to finish it", () =>
      runtime.guard(() => sessions.get(session)!.run(Object.fromEntries(entries), [...fetches], { logSeverityLevel })),
    );
    const wired = fetches.map((name) => [name, wireOf(results[name]!)] as const);
    return Object.fromEntries(wired);
  };

  const handle = async (request: SessionRequest): Promise<unknown> => {
    switch (request.kind) {
      case "open":
        return open(request);
      case "run":
        return run(request);
      case "release": {
        const session = sessions.get(request.session);
        sessions.delete(request.session);
        return session && runtime.guard(() => session.release());
      }
    }
  };

  // One at a time: each call uses all threads, and the browser's builds cannot interleave them.
  let last: Promise<unknown> = Promise.resolve();
  return (body) => {
    const reply = last.then(() => handle(body as SessionRequest));
    last = reply.catch(() => undefined);
    return reply;
  };
}

function wireOf(tensor: RuntimeTensor): WireTensor {
  return { type: tensor.type as ElementType, shape: [...tensor.dims], data: bytesOf(tensor.data) };
}

function creationOptions({ threads, optimization = "all", spinning = true }: OpenRequest["options"]): CreationOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: optimization === "none" ? "disabled" : optimization,
    logSeverityLevel,
    ...(!spinning && { extra: { session: { intra_op: { allow_spinning: "0" } } } }),
  };
}

async function inTheRuntimesWords<T>(subject: string, expected: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NetspectraError) throw error;
    throw complain(subject, expected, error instanceof Error ? error.message : String(error));
  }
}

/** A device that the runtime was built for, but that this machine lacks (or its driver). */
function deviceFault(device: Device, error: Error): NetspectraError | undefined {
  if (device === "cpu" || !/ExecutionProvider|adapter|shared library|CUDA failure|driver/i.test(error.message)) return;
  return new NetspectraError({
    subject: `the device ${device}`,
    expected: "one that this machine has, with its driver and libraries",
    got: `ONNX Runtime's message: ${shorten(error.message)}`,
    todo: "The device cpu is always there.",
  });
}

const longest = 400;

function complain(subject: string, expected: string, message: string): NetspectraError {
  const words = shorten(message);
  const complaint: Complaint = { subject, expected, got: `ONNX Runtime's message: ${words}` };
  if (/ERROR_CODE: 9\b|NOT_IMPLEMENTED|Could not find an implementation/.test(message)) {
    return new NetspectraError(
      { ...complaint, todo: "ONNX Runtime has no kernel for this operator, opset or element type." },
      exitCodes.unsupported,
    );
  }
  if (/bad_alloc|out of memory|failed to allocate|Array buffer allocation/i.test(message)) {
    return new NetspectraError({ ...complaint, todo: "Lower --batch or --memory, or free some memory." });
  }
  return new NetspectraError(complaint);
}

/** Without source locations, C++ signatures and codes. */
function shorten(message: string): string {
  const text = message
    .replace(/^.*?ERROR_MESSAGE: /s, "")
    .replace(/\/\S*onnxruntime\S*:\d+ (?:[^()]*\([^()]*\)(?:::<lambda\(\)>)? ?)?/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/\.$/, "");
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}
