import type { Tensor } from "../base/index.ts";

/** Where ONNX Runtime runs a graph. */
export type Device = "cpu" | "webgpu" | "cuda";

export interface SessionOptions {
  device?: Device;
  /** Threads inside one operator; default: all cores. */
  threads?: number;
  /** "basic" is needed for float64 graphs (a fusion of the runtime breaks them); default "all". */
  optimization?: "none" | "basic" | "extended" | "all";
  /** Whether idle threads of the runtime wait busily; faster for heavy runs, and wasteful between small ones. Default true. */
  spinning?: boolean;
  /** Hand the model's bytes over instead of copying them; they become empty. */
  transfer?: boolean;
  /** The files that the model keeps its large tensors in, by location (see `writeModelFiles`). */
  externalData?: ReadonlyMap<string, Uint8Array>;
}

/** A model that is ready to run. It lives in a worker, so runs never block the caller. */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /**
   * Run once. Only the outputs named in `fetches` (default: all) are computed and copied out.
   * The buffers of `feeds` are copied unless `transfer` is set, in which case they are handed over and become empty.
   *
   * @throws CancelledError when `signal` is aborted first.
   */
  run(feeds: Readonly<Record<string, Tensor>>, options?: RunOptions): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

export interface RunOptions {
  fetches?: readonly string[];
  transfer?: boolean;
}

/** A pure function in a module of ours, to be called in a worker: `{ module: import.meta.url, name: "eigen" }`. */
export interface Task {
  readonly module: string;
  readonly name: string;
}

/** Files, as far as the machine has any. Paths are the machine's own. */
export interface Files {
  read(path: string): Promise<Uint8Array>;
  /** Part of a file; shorter than `length` where the file ends first. */
  readRange(path: string, start: number, length: number): Promise<Uint8Array>;
  /** Written under a temporary name and renamed, so that a killed run leaves nothing half-written. */
  write(path: string, bytes: Uint8Array | string): Promise<void>;
  /** A file written piece by piece, with the same guarantee: it appears under its name when `close` has returned. */
  create(path: string): Promise<FileWriter>;
  stat(path: string): Promise<FileStat | undefined>;
  /** Bytes that are free for us on the disk of a folder, where the machine tells. */
  free(folder: string): Promise<number | undefined>;
  /** Names in a folder, sorted; undefined where there is none. */
  list(folder: string): Promise<readonly FileEntry[] | undefined>;
  makeFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * Hold `path` against all others, in this process or not; a small file lies there meanwhile. Undefined where another holds
   * it: one that has ended, or has given no sign of life for a minute, does not.
   */
  lock(path: string): Promise<Lock | undefined>;
  join(...parts: readonly string[]): string;
  /** The absolute form of a path. */
  resolve(path: string): string;
  /** The user's cache folder for netspectra. */
  readonly cache: string;
}

export interface FileWriter {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Give up: nothing is left behind. */
  abort(): Promise<void>;
}

/** A path that is held. */
export interface Lock {
  release(): Promise<void>;
}

export interface FileStat {
  readonly kind: "file" | "folder";
  readonly bytes: number;
}

export interface FileEntry extends FileStat {
  readonly name: string;
}

/** Progress of one piece of work, shown with rate and time left. */
export interface Progress {
  /** `done` units so far (not the increment). */
  update(done: number, note?: string): void;
  finish(): void;
}

export interface Reporter {
  /** Start to show progress; `total` units called `unit` ("samples", "epochs", "bytes"). */
  progress(label: string, total: number, unit?: string): Progress;
  /** A plain line for the user (stderr). */
  info(text: string): void;
  warn(text: string): void;
}

/** All that the rest of the system knows of the machine it runs on. */
export interface Platform {
  readonly kind: "node" | "web";
  readonly cores: number;
  /** Bytes of memory of the machine, where it tells. */
  readonly memory: number | undefined;
  /** Name and version of the runtime and the machine, for results: { node: "v20.20.2", onnxruntime: "1.30.0", … }. */
  readonly versions: Readonly<Record<string, string>>;
  readonly files: Files;
  readonly reporter: Reporter;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
  environment(name: string): string | undefined;
  /** @throws NetspectraError with the runtime's own words when the model cannot be loaded. */
  openSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /** Call a pure function in a pool of workers. Arguments are copied; typed arrays of the result are handed over. */
  call<T>(task: Task, ...args: readonly unknown[]): Promise<T>;
  /** Download, as a stream, from byte `start`; `total` is the size of the whole file where the server says it. */
  download(url: string, start?: number): Promise<{ body: AsyncIterable<Uint8Array>; start: number; total?: number }>;
  /** SHA-256, hexadecimal. */
  sha256(bytes: Uint8Array): Promise<string>;
  /** Milliseconds from some fixed moment; never goes back. */
  now(): number;
  /** Stop workers; the platform is not used afterwards. */
  close(): Promise<void>;
}
