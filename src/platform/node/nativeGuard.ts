/**
 * Words of shared memory between this thread and a session worker: how many native calls are under way, and whether no
 * more may begin. A worker that ends inside a native call takes the whole process down (SIGABRT), so whoever ends one
 * waits for the call first; that cannot be known through messages, since the process may be about to exit.
 */
export type NativeGuard = Int32Array<SharedArrayBuffer>;

const calls = 0;
const closed = 1;

export function createNativeGuard(): NativeGuard {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** In the worker: make a native call. Once the guard is closed it never begins, and the promise stays open. */
export async function callNatively<T>(guard: NativeGuard, work: () => Promise<T>): Promise<T> {
  Atomics.add(guard, calls, 1);
  if (Atomics.load(guard, closed) === 1) {
    leave(guard);
    return new Promise(() => undefined);
  }
  try {
    return await work();
  } finally {
    leave(guard);
  }
}

function leave(guard: NativeGuard): void {
  Atomics.sub(guard, calls, 1);
  Atomics.notify(guard, calls);
}

/** Let no call begin any more. */
export function closeGuard(guard: NativeGuard): void {
  Atomics.store(guard, closed, 1);
}

/** Resolves when no native call is under way; the thread stays free and the process alive. */
export async function nativeEnd(guard: NativeGuard): Promise<void> {
  while (Atomics.load(guard, calls) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Block until no native call is under way, `milliseconds` at most. @returns whether all have ended. */
export function awaitNativeEnd(guard: NativeGuard, milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  for (;;) {
    const under = Atomics.load(guard, calls);
    const left = end - performance.now();
    if (under === 0 || left <= 0) return under === 0;
    Atomics.wait(guard, calls, under, left);
  }
}
