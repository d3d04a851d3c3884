import { expect, test } from "vitest";
import { CancelledError, NetspectraError, UnsupportedOperatorError } from "../../base/index.ts";
import { packFault, unpackFault } from "./fault.ts";
import { createRemote, type Port, type Request } from "./remote.ts";
import { createTaskPool, type TaskCall } from "./tasks.ts";

/** A worker of the test's own: it notes what is asked, and answers when the test says so. */
function fakePort() {
  const asked: Request[] = [];
  let deliver: (message: unknown) => void = () => undefined;
  let end: (reason: string) => void = () => undefined;
  let held = true;
  const port: Port = {
    post: (message) => asked.push(message as Request),
    listen(onMessage, onEnd) {
      deliver = onMessage;
      end = onEnd;
    },
    hold: (busy) => {
      held = busy;
    },
    terminate: async () => end("terminated"),
  };
  const answer = (id: number, result: unknown) => deliver({ id, result });
  return { port, asked, answer, end: (reason: string) => end(reason), isHeld: () => held };
}

test("answers find their questions in any order, and the process is held only while some are open", async () => {
  const worker = fakePort();
  const remote = createRemote(worker.port, new AbortController().signal);
  expect(worker.isHeld()).toBe(false);
  const [a, b] = [remote.ask("a", 1), remote.ask("b", 2)];
  expect(worker.isHeld()).toBe(true);
  worker.answer(worker.asked[1]!.id, "second");
  expect(worker.isHeld()).toBe(true);
  worker.answer(worker.asked[0]!.id, "first");
  expect(await Promise.all([a, b])).toEqual(["first", "second"]);
  expect(worker.isHeld()).toBe(false);
});

test("a worker that ends fails what is open and what comes later, with the reason", async () => {
  const worker = fakePort();
  const remote = createRemote(worker.port, new AbortController().signal);
  const open = remote.ask("work", 1);
  worker.end("out of memory");
  await expect(open).rejects.toThrow("work: the worker ended before it answered (out of memory).");
  await expect(remote.ask("more", 1)).rejects.toThrow("more: the worker has ended (out of memory).");
  expect(remote.alive).toBe(false);
});

test("an abort rejects what is open at once", async () => {
  const worker = fakePort();
  const controller = new AbortController();
  const remote = createRemote(worker.port, controller.signal);
  const open = remote.ask("work", 1);
  controller.abort();
  await expect(open).rejects.toThrow(CancelledError);
  expect(worker.isHeld()).toBe(false);
});

test("a pool starts no more workers than it may, gives each one call at a time and keeps the order", async () => {
  const workers: ReturnType<typeof fakePort>[] = [];
  const { signal } = new AbortController();
  const pool = createTaskPool(
    2,
    () => {
      workers.push(fakePort());
      return createRemote(workers.at(-1)!.port, signal);
    },
    signal,
  );
  const calls = ["a", "b", "c", "d"].map((name) => pool.call<string>({ module: "m", name }, []));
  const open = () =>
    workers.flatMap((worker) =>
      worker.asked.splice(0).map((request) => ({ worker, ...request, call: request.body as TaskCall })),
    );
  const order: string[] = [];
  for (let batch = open(); batch.length > 0; batch = open()) {
    expect(batch.length).toBeLessThanOrEqual(2);
    for (const { worker, id, call } of batch) {
      order.push(call.name);
      worker.answer(id, call.name);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(await Promise.all(calls)).toEqual(["a", "b", "c", "d"]);
  expect(order).toEqual(["a", "b", "c", "d"]);
  expect(workers.length).toBe(2);
});

test("a pool that cannot start a worker fails the calls", async () => {
  const { signal } = new AbortController();
  const pool = createTaskPool(
    1,
    () => {
      throw new Error("no workers here");
    },
    signal,
  );
  await expect(pool.call({ module: "m", name: "f" }, [])).rejects.toThrow("no workers here");
  await expect(pool.call({ module: "m", name: "f" }, [])).rejects.toThrow("no workers here");
});

test.each([
  new NetspectraError({ subject: "a", expected: "b", got: "c", todo: "Do d." }, 3),
  new NetspectraError({ subject: "a", expected: "b", got: "c" }),
  new CancelledError("work"),
  new UnsupportedOperatorError("net.onnx", [{ node: "n", operator: "Foo", reason: "none" }]),
  new TypeError("x is not a function"),
])("%s arrives as what it was", (error) => {
  const arrived = unpackFault(structuredClone(packFault(error)));
  expect(arrived.message).toBe(error.message);
  if (!(error instanceof NetspectraError)) return expect(arrived.stack).toBe(error.stack);
  expect(arrived.constructor).toBe(error.constructor);
  expect(arrived).toMatchObject({ exitCode: error.exitCode, complaint: error.complaint });
});
