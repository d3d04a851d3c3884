import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaseName } from "./platformCases.ts";

const floats = (shape: number[], data: number[]) => ({ type: "float32", shape, data });
const problem = (exitCode: number, ...words: string[]) => ({
  exitCode,
  cancelled: exitCode === 130,
  message: expect.stringMatching(new RegExp(words.join("[^]*"))),
});
const y = floats([2, 3], [1, 2, -3, 3, -4, 1]);
const z = floats([2, 3], [1, 2, 0, 3, 0, 1]);

/** Every platform's specification. `run` runs a case where the platform is; cases get plain arguments. */
export function platformSpec(run: (name: CaseName, argument?: string) => Promise<unknown>): void {
  let base = "";
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-expose-headers", "content-range");
    response.setHeader("access-control-allow-headers", "range");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (request.url === "/plain") return response.end("0123456789");
    if (request.url === "/broken") {
      response.writeHead(200, { "content-length": "100" }).write("01234");
      return setTimeout(() => response.destroy(), 20);
    }
    if (request.url !== "/file") return response.writeHead(404).end();
    if (from >= 10) return response.writeHead(416, { "content-range": "bytes */10" }).end();
    if (from === 0) return response.end("0123456789");
    return response.writeHead(206, { "content-range": `bytes ${from}-9/10` }).end("0123456789".slice(from));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  test("a model runs; only what is asked for comes back; buffers are copied unless handed over", async () => {
    expect(await run("run")).toEqual({
      inputs: ["x"],
      outputs: ["y", "z"],
      all: { y, z },
      subset: { z },
      kept: 4,
      given: 0,
      released: problem(2, "released"),
    });
  });

  test("weights that are handed over in files of their own give the same results", async () => {
    const { results, kept } = (await run("weightsInFiles")) as { results: unknown[]; kept: number };
    const data = Array.from({ length: 400 }, (_, i) => {
      const [a, b] = i < 200 ? [1, 2] : [3, -4];
      return expect.closeTo((a! * (i % 200) + b! * ((i % 200) + 200)) / 100, 4);
    });
    expect(results[0]).toEqual({ y: floats([2, 200], data) });
    expect(results[1]).toEqual(results[0]);
    expect(kept).toBe(400);
  });

  test("a view of a part of a buffer is fed as it is, and the buffer stays", async () => {
    expect(await run("partOfABuffer")).toEqual({ y, buffer: [9, 9, 1, 2, 3, -4, 9] });
  });

  test("every element type goes in and comes out", async () => {
    const signed = [0, 1, -2];
    const of = (type: string, data: unknown[]) => ({ type, shape: [data.length], data });
    expect(await run("types")).toEqual({
      float64: of("float64", signed),
      float16: of("float16", [0, 0x3c00, 0xc000]),
      int8: of("int8", signed),
      int32: of("int32", signed),
      int64: of("int64", [0n, 1n, -2n]),
      uint8: of("uint8", [0, 1, 1]),
      uint64: of("uint64", [0n, 1n, 1n]),
      bool: of("bool", [0, 1, 1]),
      string: of("string", ["a", "ü"]),
    });
  });

  test("wrong feeds are told, and the session lives on", async () => {
    expect(await run("wrongFeeds")).toEqual({
      errors: {
        name: problem(2, 'expected "x"', 'got "X"'),
        type: problem(2, 'input "x"', "float32", "float64"),
        rank: problem(2, "N×2", "got 2"),
        size: problem(2, "N×2", "1×3"),
        fetch: problem(2, '"y", "z"', '"w"'),
        element: problem(2, "float32", "complex64"),
      },
      after: { y },
    });
  });

  test("a model that cannot be loaded is refused in the runtime's words", async () => {
    expect(await run("wrongModels")).toEqual({
      noise: problem(2, "the model", "ONNX Runtime's message: ."),
      empty: problem(2, "the model", "ONNX Runtime's message: ."),
      kernel: problem(3, "the model", "Erf"),
      device: problem(2, "the device cuda", "cpu"),
    });
  });

  test("calls return values, hand buffers over and keep the kind of errors", async () => {
    expect(await run("calls")).toEqual({
      made: { type: "int64", shape: [2], data: [1n, -1n] },
      shown: { type: "float64", shape: [2], data: [1, 2] },
      bytes: 16,
      kept: 4,
      many: [0, 2, 4, 6, 8, 10, 12, 14, 16],
      user: problem(2, "axis 5: expected an axis of a tensor with 3 axes, got 5."),
      internal: { message: expect.stringContaining("reduce") },
      absent: problem(2, "nothing"),
    });
  });

  test("files appear when they are complete, and failures name the path", async () => {
    expect(await run("files")).toEqual({
      list: [
        { name: "b", kind: "folder", bytes: 0 },
        { name: "pieces", kind: "file", bytes: 5 },
        { name: "text", kind: "file", bytes: 5 },
      ],
      part: [2, 3, 4],
      end: [5],
      text: "neu",
      errors: {
        read: problem(2, "nothing: expected", "no such"),
        readFolder: problem(2, "a: expected", "a folder"),
        write: problem(2, "nothing.file: expected", "no such"),
        writeFolder: problem(2, "b: expected", "a folder"),
        makeFolder: problem(2, "below: expected"),
        rename: problem(2, "nothing: expected", "no such"),
      },
      left: ["pieces"],
      locks: [true, true, true],
      absent: [true, true, true],
    });
  });

  test("SHA-256 is that of FIPS 180-2, appendix B.1", async () => {
    expect(await run("sha256")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  test("downloads resume where the server can, and say why they fail", async () => {
    const text = "0123456789";
    expect(await run("download", base)).toEqual({
      whole: { start: 0, total: 10, text },
      rest: { start: 4, total: 10, text: text.slice(4) },
      beyond: { start: 10, total: 10, text: "" },
      ignored: { start: 0, total: 10, text },
      missing: problem(2, "/nothing: expected", "404"),
      broken: problem(2, "/broken: expected"),
    });
  });

  test("an abort rejects everything that waits, within a second, and all that comes after", async () => {
    const cancelled = problem(130, "a request to stop");
    expect(await run("cancel")).toEqual({
      errors: [cancelled, cancelled, cancelled],
      soon: true,
      after: { run: cancelled, open: cancelled, call: cancelled },
    });
  });
}
