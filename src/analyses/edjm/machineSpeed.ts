import { newGraph } from "../../autodiff/index.ts";
import { float32 } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { openGraph } from "../jacobianStream.ts";

/** Order of the matrices that are multiplied, and what the machine whose rates are known reaches with them. */
const [order, nominalFlopsPerSecond] = [512, 1.1e11];
const speeds = new WeakMap<Platform, Map<string, Promise<number>>>();

/** How fast this machine multiplies matrices, relative to the one whose rates are known. Measured once. */
export function machineSpeed(platform: Platform, { device, threads }: SessionOptions): Promise<number> {
  const known = speeds.get(platform) ?? new Map<string, Promise<number>>();
  speeds.set(platform, known);
  const key = `${device} ${threads}`;
  const measured = known.get(key) ?? measure(platform, { ...(device && { device }), ...(threads && { threads }) });
  known.set(key, measured);
  return measured;
}

async function measure(platform: Platform, options: SessionOptions): Promise<number> {
  const g = newGraph();
  const values = Float32Array.from({ length: order * order }, (_, i) => (i % 7) - 3);
  const product = g.matMul(g.input("a", "float32", [order, order]), g.constant(float32([order, order], values)));
  const session = await openGraph(platform, g.finish({ corner: g.slice(product, [0], [0], [1]) }), options);
  try {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 4; i++) {
      const started = platform.now();
      await session.run({ a: float32([order, order], values) });
      best = Math.min(best, platform.now() - started);
    }
    return (2 * order ** 3) / (best / 1000) / nominalFlopsPerSecond;
  } finally {
    await session.release();
  }
}
