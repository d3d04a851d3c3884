import { CancelledError, float32, NetspectraError, type Tensor, tensorOf } from "../src/base/index.ts";
import { createModel, type Graph, type Node, type ValueInfo, writeModel } from "../src/graph/index.ts";
import { openCached, type Platform } from "../src/platform/index.ts";

const node = (operator: string, inputs: string[], output: string): Node => ({
  name: `${operator} ${output}`,
  operator,
  domain: "",
  inputs,
  outputs: [output],
  attributes: {},
});

function modelOf(
  inputs: readonly ValueInfo[],
  nodes: readonly Node[],
  outputs: readonly ValueInfo[],
  initializers: Record<string, Tensor> = {},
): Uint8Array {
  const constants = new Map(Object.entries(initializers));
  const graph: Graph = { name: "case", inputs, outputs, nodes, initializers: constants, valueInfo: [] };
  return writeModel(createModel(graph));
}

const matrix = (name: string, columns: number) => ({ name, type: "float32", shape: ["N", columns] }) as const;

/** y = x W, z = relu(y). */
export const twoOutputs = () =>
  modelOf(
    [matrix("x", 2)],
    [node("MatMul", ["x", "W"], "y"), node("Relu", ["y"], "z")],
    [matrix("y", 3), matrix("z", 3)],
    { W: float32([2, 3], [1, 0, -1, 0, 1, -1]) },
  );

/** A square product, `steps` times over: work that lasts. */
export function slowModel(size: number, steps: number): Uint8Array {
  const square = (name: string) => ({ name, type: "float32", shape: [size, size] }) as const;
  const nodes = Array.from({ length: steps }, (_, i) => node("MatMul", [i === 0 ? "x" : `h${i}`, "x"], `h${i + 1}`));
  return modelOf([square("x")], nodes, [square(`h${steps}`)]);
}

/** What a test can compare of a result: plain arrays. */
function plain({ type, shape, data }: Tensor): unknown {
  return { type, shape, data: Array.from(data as Iterable<number | bigint | string>) };
}

function plainAll(results: Readonly<Record<string, Tensor>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, plain(tensor)]));
}

/** The error of `work`, or what it returned instead. */
async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return { returned: String(await work()) };
  } catch (error) {
    if (!(error instanceof NetspectraError)) return { message: (error as Error).message };
    return { exitCode: error.exitCode, message: error.message, cancelled: error instanceof CancelledError };
  }
}

const x = () => float32([2, 2], [1, 2, 3, -4]);
const shapeModule = new URL("../src/base/shape.ts", import.meta.url).href;
const tensorModule = new URL("../src/base/tensor.ts", import.meta.url).href;

/**
 * What every platform must do, as functions that run where the platform is and return plain data;
 * `platform.spec.ts` says what they must return.
 */
export const cases = {
  async weightsInFiles(platform: Platform) {
    const weights = float32(
      [2, 200],
      Array.from({ length: 400 }, (_, i) => i / 100),
    );
    const constants = new Map([["W", weights]]);
    const nodes = [node("MatMul", ["x", "W"], "y")];
    const graph: Graph = {
      ...{ name: "case", inputs: [matrix("x", 2)], outputs: [matrix("y", 200)], nodes, valueInfo: [] },
      initializers: constants,
    };
    const results: unknown[] = [];
    for (const largestFile of [Number.POSITIVE_INFINITY, 1000]) {
      const session = await openCached(platform, createModel(graph), { largestFile });
      results.push(plainAll(await session.run({ x: x() })));
      await session.release();
    }
    return { results, kept: weights.data.length };
  },

  async run(platform: Platform) {
    const session = await platform.openSession(twoOutputs());
    const feed = x();
    const all = plainAll(await session.run({ x: feed }));
    const subset = plainAll(await session.run({ x: feed }, { fetches: ["z"] }));
    const kept = feed.data.length;
    await session.run({ x: feed }, { transfer: true });
    const given = feed.data.length;
    const { inputs, outputs } = session;
    await session.release();
    return { inputs, outputs, all, subset, kept, given, released: await errorOf(() => session.run({ x: x() })) };
  },

  async partOfABuffer(platform: Platform) {
    const session = await platform.openSession(twoOutputs());
    const buffer = Float32Array.of(9, 9, 1, 2, 3, -4, 9);
    const feed = float32([2, 2], buffer.subarray(2, 6));
    const { y } = await session.run({ x: feed }, { fetches: ["y"], transfer: true });
    await session.release();
    return { y: plain(y!), buffer: Array.from(buffer) };
  },

  async types(platform: Platform) {
    const results: Record<string, unknown> = {};
    for (const type of ["float64", "float16", "int8", "int32", "int64", "uint8", "uint64", "bool"] as const) {
      const values = { name: "x", type, shape: [3] } as const;
      const session = await platform.openSession(
        modelOf([values], [node("Identity", ["x"], "y")], [{ ...values, name: "y" }]),
      );
      const feed =
        type === "float16"
          ? { type, shape: [3], data: Uint16Array.of(0, 0x3c00, 0xc000) }
          : tensorOf(type, [3], type.startsWith("u") || type === "bool" ? [0, 1, 1] : [0, 1, -2]);
      results[type] = plainAll(await session.run({ x: feed })).y;
      await session.release();
    }
    const text = { name: "x", type: "string", shape: [2] } as const;
    const session = await platform.openSession(
      modelOf([text], [node("Identity", ["x"], "y")], [{ ...text, name: "y" }]),
    );
    results.string = plainAll(await session.run({ x: { type: "string", shape: [2], data: ["a", "ü"] } })).y;
    await session.release();
    return results;
  },

  async wrongFeeds(platform: Platform) {
    const session = await platform.openSession(twoOutputs());
    const errors = {
      name: await errorOf(() => session.run({ X: x() })),
      type: await errorOf(() => session.run({ x: tensorOf("float64", [1, 2], [1, 2]) })),
      rank: await errorOf(() => session.run({ x: float32([2], [1, 2]) })),
      size: await errorOf(() => session.run({ x: float32([1, 3], [1, 2, 3]) })),
      fetch: await errorOf(() => session.run({ x: x() }, { fetches: ["w"] })),
      element: await errorOf(() => session.run({ x: { type: "complex64", shape: [1, 2], data: new Float32Array(4) } })),
    };
    const after = plainAll(await session.run({ x: x() }, { fetches: ["y"] }));
    await session.release();
    return { errors, after };
  },

  async wrongModels(platform: Platform) {
    const erf = { name: "x", type: "float64", shape: [1] } as const;
    return {
      noise: await errorOf(() => platform.openSession(Uint8Array.of(1, 2, 3))),
      empty: await errorOf(() => platform.openSession(new Uint8Array(0))),
      kernel: await errorOf(() =>
        platform.openSession(modelOf([erf], [node("Erf", ["x"], "y")], [{ ...erf, name: "y" }])),
      ),
      device: await errorOf(() => platform.openSession(twoOutputs(), { device: "cuda" })),
    };
  },

  async calls(platform: Platform) {
    const made = await platform.call<Tensor>({ module: tensorModule, name: "tensorOf" }, "int64", [2], [1, -1]);
    const whole = Float64Array.of(0, 1, 2, 3);
    const shown = await platform.call<Tensor>({ module: tensorModule, name: "float64" }, [2], whole.subarray(1, 3));
    const many = await Promise.all(
      Array.from({ length: 9 }, (_, i) => platform.call<number>({ module: shapeModule, name: "sizeOf" }, [i, 2])),
    );
    return {
      made: plain(made),
      shown: plain(shown),
      bytes: shown.data instanceof Float64Array && shown.data.buffer.byteLength,
      kept: whole.length,
      many,
      user: await errorOf(() => platform.call({ module: shapeModule, name: "normalizeAxis" }, 5, 3)),
      internal: await errorOf(() => platform.call({ module: shapeModule, name: "sizeOf" }, null)),
      absent: await errorOf(() => platform.call({ module: shapeModule, name: "nothing" })),
    };
  },

  async files(platform: Platform, folder: string) {
    const { files } = platform;
    const at = (...parts: string[]) => files.join(folder, ...parts);
    await files.makeFolder(at("a", "b"));
    await files.write(at("a", "text"), "grün");
    const writer = await files.create(at("a", "pieces"));
    await writer.write(Uint8Array.of(1, 2));
    const before = await files.stat(at("a", "pieces"));
    await writer.write(Uint8Array.of(3, 4, 5));
    await writer.close();
    const given = await files.create(at("a", "given"));
    await given.write(Uint8Array.of(1));
    await given.abort();
    const list = await files.list(at("a"));
    const part = Array.from(await files.readRange(at("a", "pieces"), 1, 3));
    const end = Array.from(await files.readRange(at("a", "pieces"), 4, 10));
    await files.write(at("a", "text"), "neu");
    await files.rename(at("a", "text"), at("a", "b", "text"));
    const text = new TextDecoder().decode(await files.read(at("a", "b", "text")));
    const through = at("a", "pieces", "below");
    const errors = {
      read: await errorOf(() => files.read(at("nothing"))),
      readFolder: await errorOf(() => files.read(at("a"))),
      write: await errorOf(() => files.write(at("nothing", "file"), "x")),
      writeFolder: await errorOf(() => files.write(at("a", "b"), "x")),
      makeFolder: await errorOf(() => files.makeFolder(through)),
      rename: await errorOf(() => files.rename(at("nothing"), at("a", "c"))),
    };
    const held = await files.lock(at("a", "lock"));
    const locks = [held !== undefined, (await files.lock(at("a", "lock"))) === undefined];
    await held?.release();
    const again = await files.lock(at("a", "lock"));
    locks.push(again !== undefined);
    await again?.release();
    await files.remove(at("a", "b"));
    const left = (await files.list(at("a")))?.map(({ name }) => name);
    const absent = [await files.stat(at("nothing")), await files.list(at("nothing")), await files.stat(through)];
    return { before, list, part, end, text, errors, locks, left, absent: absent.map((value) => value === undefined) };
  },

  async sha256(platform: Platform) {
    return platform.sha256(new TextEncoder().encode("xabcx").subarray(1, 4));
  },

  async download(platform: Platform, base: string) {
    const get = async (path: string, start?: number) => {
      const { body, ...rest } = await platform.download(base + path, start);
      const pieces: number[] = [];
      for await (const piece of body) pieces.push(...piece);
      return { ...rest, text: new TextDecoder().decode(Uint8Array.from(pieces)) };
    };
    return {
      whole: await get("/file"),
      rest: await get("/file", 4),
      beyond: await get("/file", 10),
      ignored: await get("/plain", 4),
      missing: await errorOf(() => get("/nothing")),
      broken: await errorOf(() => get("/broken")),
    };
  },

  /** `platform` is of its own here, and `stop` aborts its signal. */
  async cancel(platform: Platform, stop: () => void) {
    const size = 512;
    const session = await platform.openSession(slowModel(size, 100));
    const feed = float32([size, size], new Float32Array(size * size));
    const running = [session.run({ [session.inputs[0]!]: feed }), session.run({ [session.inputs[0]!]: feed })];
    const calling = platform.call<number>({ module: shapeModule, name: "sizeOf" }, [1, 2]);
    const settled = Promise.all([...running, calling].map((promise) => errorOf(() => promise)));
    const begin = platform.now();
    stop();
    const errors = await settled;
    return {
      errors,
      soon: platform.now() - begin < 1000,
      after: {
        run: await errorOf(() => session.run({ [session.inputs[0]!]: feed })),
        open: await errorOf(() => platform.openSession(twoOutputs())),
        call: await errorOf(() => platform.call({ module: shapeModule, name: "sizeOf" }, [1])),
      },
    };
  },
};

export type CaseName = keyof typeof cases;
