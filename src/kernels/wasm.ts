import { fail } from "../base/index.ts";
import { wasmBase64 } from "./wasm.generated.ts";

/** What `assembly/index.ts` exports to us. Addresses and counts are unsigned 32-bit, which JavaScript sees as numbers. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  sizeOf(order: number): number;
  strideOf(columns: number): number;
  workspace(order: number, count: number): number;
  reserve(bytes: number): number;
  allocate(count: number): number;
  release(address: number): void;
  /** NaN when an element is not finite. */
  largestElement(matrix: number, order: number, stride: number): number;
  symmetricEigen(
    order: number,
    matrix: number,
    first: number,
    second: number,
    values: number,
    count: number,
    vectors: number,
  ): number;
}

/** WebAssembly memory never shrinks, so an instance that has grown beyond this is dropped after the call. */
const keptBytes = 64 * 2 ** 20;

let compiled: WebAssembly.Module | undefined;
let idle: Kernels | undefined;

/**
 * Compile the kernels without blocking. Needed only where compiling at once is refused: some browsers do so on the page's
 * main thread. In Node and in workers the kernels compile by themselves on first use.
 */
export async function loadKernels(): Promise<void> {
  compiled ??= await WebAssembly.compile(wasmBytes());
}

/**
 * Call `work` with an instance that has `workspace` bytes to spare; everything it allocates is given back.
 *
 * @throws NetspectraError naming `subject` when there is not that much memory.
 */
export function withKernels<T>(
  subject: string,
  workspace: (kernels: Kernels) => number,
  work: (kernels: Kernels) => T,
): T {
  const kernels = idle ?? instantiate();
  idle = undefined;
  const bytes = workspace(kernels);
  if (!kernels.reserve(bytes)) {
    fail({
      subject,
      expected: `${Math.ceil(bytes / 2 ** 20)} MiB of WebAssembly memory (which ends at 4096 MiB)`,
      got: "a refusal",
      todo: "Use fewer samples or outputs, or a matrix-free method.",
    });
  }
  const bottom = kernels.allocate(0);
  const result = work(kernels);
  kernels.release(bottom);
  if (kernels.memory.buffer.byteLength <= keptBytes) idle = kernels;
  return result;
}

function instantiate(): Kernels {
  compiled ??= new WebAssembly.Module(wasmBytes());
  return new WebAssembly.Instance(compiled).exports as unknown as Kernels;
}

function wasmBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0));
}
