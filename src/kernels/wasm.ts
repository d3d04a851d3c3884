import { fail } from "../base/index.ts";
import { wasmBase64 } from "./wasm.generated.ts";

/** What `assembly/index.ts` exports to us. Addresses and counts are unsigned 32-bit, which JavaScript sees as numbers. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  sizeOf(order: number): number;
  strideOf(columns: number): number;
  /** `stages`: 1, or 2 for values alone. */
  workspace(order: number, count: number, stages: number): number;
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
    stages: number,
  ): number;
  svdWorkspace(rows: number, columns: number, vectors: boolean): number;
  svd(
    rows: number,
    columns: number,
    matrix: number,
    values: number,
    vectors: boolean,
    left: number,
    right: number,
  ): number;
  qrBytes(rows: number, columns: number, isKept: boolean): number;
  /** `q` is an address, or 0 for none. */
  qr(rows: number, columns: number, matrix: number, q: number): void;
  absorb(
    lower: number,
    lowerStride: number,
    rows: number,
    block: number,
    stride: number,
    columns: number,
    tau: number,
  ): void;
  gaussianSumsBytes(rows: number, columns: number, depth: number, levels: number): number;
  /** Addresses from `x` on; `columnSums` and `columnSame` may be 0. */
  gaussianSums(
    rows: number,
    columns: number,
    depth: number,
    x: number,
    xStride: number,
    y: number,
    yStride: number,
    xNorms: number,
    yNorms: number,
    starts: number,
    ends: number,
    rate: number,
    levels: number,
    rowSums: number,
    rowSame: number,
    rowStride: number,
    columnSums: number,
    columnSame: number,
    columnStride: number,
    isSame: boolean,
  ): void;
  choleskyBytes(order: number, columns: number): number;
  /** The first row whose pivot is not positive, or −1. */
  cholesky(matrix: number, stride: number, order: number, size: number): number;
  solveLower(lower: number, stride: number, order: number, x: number, xStride: number, columns: number): void;
  solveUpper(lower: number, stride: number, order: number, x: number, xStride: number, columns: number): void;
}

/** WebAssembly memory never shrinks, so an instance that has grown beyond this is dropped after the call. */
const keptBytes = 64 * 2 ** 20;

/** How the kernels were compiled: for any engine with SIMD, or with the fused multiply-add of relaxed SIMD. */
export type Variant = keyof typeof wasmBase64;

let chosen: Variant | undefined;
let compiled: WebAssembly.Module | undefined;
let idle: Kernels | undefined;

/** Whether this engine runs a variant. */
export function runsVariant(variant: Variant): boolean {
  return WebAssembly.validate(wasmBytes(variant));
}

/** Choose the variant by hand, for tests and measurements; by default it is the fastest that runs. */
export function useVariant(variant: Variant | undefined): void {
  chosen = variant;
  compiled = undefined;
  idle = undefined;
}

/**
 * Compile the kernels without blocking. Needed only where compiling at once is refused: some browsers do so on the page's
 * main thread. In Node and in workers the kernels compile by themselves on first use.
 */
export async function loadKernels(): Promise<void> {
  compiled ??= await WebAssembly.compile(wasmBytes(bestVariant()));
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
  compiled ??= new WebAssembly.Module(wasmBytes(bestVariant()));
  return new WebAssembly.Instance(compiled).exports as unknown as Kernels;
}

function bestVariant(): Variant {
  return chosen ?? (runsVariant("relaxed") ? "relaxed" : "plain");
}

function wasmBytes(variant: Variant): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(wasmBase64[variant]), (character) => character.charCodeAt(0));
}
