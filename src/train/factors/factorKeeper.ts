import { float32, sizeOf, type Tensor } from "../../base/index.ts";
import { createModel, type Graph, writeModel } from "../../graph/index.ts";
import { type Svd, svdModule } from "../../kernels/index.ts";
import type { Platform, Session, SessionOptions } from "../../platform/index.ts";
import type { TrainingState } from "../trainingState.ts";
import { productGraph, transportGraph } from "./factorGraphs.ts";
import { orderedFactors } from "./orderedFactors.ts";

/** The factors of a weight, by the names of their tensors. */
export interface FactorNames {
  /** "dense_1.weight" */
  readonly weight: string;
  readonly u: string;
  readonly s: string;
  readonly v: string;
}

/** Keeps the weights of SVD layers what they are called after. */
export interface FactorKeeper {
  /**
   * The same network with orthonormal U and V, and s its singular values, descending: U diag(s) V = SVD(U′ diag(s′) V′), in
   * float64. What the optimiser remembers is reset or transported.
   *
   * @throws NetspectraError for factors that are not finite
   */
  project(state: TrainingState): Promise<TrainingState>;
  /** The state with a weight, the product in float64 rounded once, in place of each three factors. */
  merge(state: TrainingState): Promise<TrainingState>;
  release(): Promise<void>;
}

export interface FactorOptions extends SessionOptions {
  /** What happens to the optimiser's memory of the factors when these are projected. */
  readonly memory: "reset" | "transport";
  /** Names of what the optimiser remembers of each parameter. */
  readonly remembered: readonly string[];
}

/** A keeper of the factors of a training state. Products are the runtime's; decompositions run in workers, all at once. */
export async function createFactorKeeper(
  platform: Platform,
  factors: readonly FactorNames[],
  { memory, remembered, ...options }: FactorOptions,
): Promise<FactorKeeper> {
  if (factors.length === 0) return { project: same, merge: same, release: async () => {} };
  const sessions: Session[] = [];
  const open = async (graph: Graph) => {
    const bytes = writeModel(createModel(graph));
    sessions.push(await platform.openSession(bytes, { ...options, optimization: "basic", transfer: true }));
    return sessions.at(-1)!;
  };
  const product = await open(productGraph());
  const moves = new Map<string, Session>();
  if (memory === "transport") {
    for (const name of remembered) moves.set(name, await open(transportGraph(name === "square")));
  }

  const projected = async (state: TrainingState, names: FactorNames): Promise<[string, Tensor][]> => {
    const [u, s, v] = ofState(state, names);
    const { product: whole } = await product.run({ u, s, v }, { fetches: ["product"] });
    const [rows, columns] = whole!.shape as readonly [number, number];
    const call = [{ module: svdModule, name: "svd" }, whole!.data, rows, columns, { vectors: true }] as const;
    const now = orderedFactors(await platform.call<Required<Svd>>(...call), u);
    const memories = await Promise.all(
      remembered.map(async (name): Promise<[string, Tensor][]> => {
        const keys = [names.u, names.s, names.v].map((key) => `${key}:${name}`) as [string, string, string];
        const before = keys.map((key) => state.get(key)!) as [Tensor, Tensor, Tensor];
        const move = moves.get(name);
        if (!move) return keys.map((key, i) => [key, zeros(before[i]!.shape)]);
        const [mu, ms, mv] = before;
        const feeds = { u, v, "u:new": now.u, "v:new": now.v, "m:u": mu, "m:s": ms, "m:v": mv };
        const moved = await move.run(feeds);
        return [
          [keys[0], moved["u:moved"]!],
          [keys[1], moved["s:moved"]!],
          [keys[2], moved["v:moved"]!],
        ];
      }),
    );
    return [[names.u, now.u], [names.s, now.s], [names.v, now.v], ...memories.flat()];
  };

  return {
    async project(state) {
      const replaced = await Promise.all(factors.map((names) => projected(state, names)));
      return new Map([...state, ...replaced.flat()]);
    },
    async merge(state) {
      const next = new Map(state);
      for (const names of factors) {
        const [u, s, v] = ofState(state, names);
        const { weight } = await product.run({ u, s, v }, { fetches: ["weight"] });
        for (const name of [names.u, names.s, names.v]) next.delete(name);
        next.set(names.weight, weight!);
      }
      return next;
    },
    async release() {
      await Promise.all(sessions.map((session) => session.release()));
    },
  };
}

const same = async (state: TrainingState) => state;

function ofState(state: TrainingState, { u, s, v }: FactorNames): readonly [Tensor, Tensor, Tensor] {
  return [state.get(u)!, state.get(s)!, state.get(v)!];
}

const zeros = (shape: readonly number[]): Tensor => float32(shape, new Float32Array(sizeOf(shape)));
