import { CancelledError, fail, formatShape, type Tensor } from "../../base/index.ts";
import type { RunOptions, Session, SessionOptions } from "../types.ts";
import { handOver } from "./handOver.ts";
import type { Remote } from "./remote.ts";
import {
  type InputType,
  type OpenReply,
  packTensor,
  type SessionRequest,
  unpackTensor,
  type WireTensor,
} from "./wire.ts";

export interface SessionPool {
  /** `model` is a path where the machine has files. */
  open(model: Uint8Array | string, options: SessionOptions): Promise<Session>;
  close(): Promise<void>;
}

/** Sessions in up to `size` workers; a new session goes to the worker that holds the fewest. */
export function createSessionPool(
  size: number,
  threads: number,
  start: () => Remote,
  signal: AbortSignal,
): SessionPool {
  const held = new Map<Remote, number>();

  const choose = (): Remote => {
    for (const worker of held.keys()) if (!worker.alive) held.delete(worker);
    const [least] = [...held].sort(([, a], [, b]) => a - b);
    if (least && (least[1] === 0 || held.size >= size)) return least[0];
    return start();
  };

  return {
    async open(model, options) {
      if (signal.aborted) throw new CancelledError("loading the model");
      const worker = choose();
      held.set(worker, (held.get(worker) ?? 0) + 1);
      const { transfer: give = false, device = "cpu", externalData, ...rest } = options;
      const files = externalData && [...externalData].map(([path, data]) => ({ path, data }));
      const request: SessionRequest = { kind: "open", model, options: { threads, ...rest, device } };
      const { value: bare, transfer: given } = handOver(request, give);
      // The weights in these are the caller's model's own.
      const { value: copies, transfer: copied } = handOver(files, false);
      const value = { ...bare, ...(copies && { externalData: copies }) };
      const transfer = [...given, ...copied];
      try {
        const reply = await worker.ask<OpenReply>("loading the model", value, transfer);
        return remoteSession(worker, reply, () => held.set(worker, (held.get(worker) ?? 1) - 1));
      } catch (error) {
        held.set(worker, (held.get(worker) ?? 1) - 1);
        throw error;
      }
    },
    async close() {
      await Promise.all([...held.keys()].map((worker) => worker.terminate()));
    },
  };
}

function remoteSession(worker: Remote, { session, inputs, outputs }: OpenReply, onRelease: () => void): Session {
  let released = false;
  return {
    inputs: inputs.map(({ name }) => name),
    outputs,
    async run(feeds, { fetches = outputs, transfer: give = false }: RunOptions = {}) {
      if (released) fail({ subject: "a run of the model", expected: "an open session", got: "one that was released" });
      checkFeeds(inputs, feeds);
      checkFetches(outputs, fetches);
      const wired = Object.entries(feeds).map(([name, tensor]) => [name, packTensor(tensor)] as const);
      const request: SessionRequest = { kind: "run", session, feeds: Object.fromEntries(wired), fetches };
      const { value, transfer } = handOver(request, give);
      const reply = await worker.ask<Record<string, WireTensor>>("a run of the model", value, transfer);
      return Object.fromEntries(Object.entries(reply).map(([name, wire]) => [name, unpackTensor(wire)]));
    },
    async release() {
      if (released) return;
      released = true;
      onRelease();
      if (worker.alive)
        await worker.ask<void>("releasing a model", { kind: "release", session } satisfies SessionRequest);
    },
  };
}

function checkFeeds(inputs: readonly InputType[], feeds: Readonly<Record<string, Tensor>>): void {
  const missing = inputs.filter(({ name }) => !(name in feeds)).map(({ name }) => `"${name}"`);
  const unknown = Object.keys(feeds).filter((name) => !inputs.some((input) => input.name === name));
  if (missing.length > 0 || unknown.length > 0) {
    fail({
      subject: "the inputs of a run",
      expected: inputs.map(({ name }) => `"${name}"`).join(", ") || "none",
      got:
        Object.keys(feeds)
          .map((name) => `"${name}"`)
          .join(", ") || "none",
    });
  }
  for (const input of inputs) checkFeed(input, feeds[input.name]!);
}

function checkFeed({ name, type, shape }: InputType, feed: Tensor): void {
  const subject = `the input "${name}"`;
  if (type === undefined) {
    fail({ subject, expected: "a model whose inputs are tensors", got: "a sequence, map or optional" });
  }
  if (feed.type !== type) fail({ subject, expected: `elements of type ${type}`, got: feed.type });
  // The runtime reports an unknown rank as no axes at all, so that only it can tell whether a scalar was meant.
  if (shape.length === 0) return;
  const fits =
    shape.length === feed.shape.length && shape.every((d, i) => typeof d === "string" || d === feed.shape[i]);
  if (fits) return;
  fail({
    subject,
    expected: `the shape ${formatShape(shape.map((d) => (d === "" ? "?" : d)))}`,
    got: formatShape(feed.shape),
  });
}

function checkFetches(outputs: readonly string[], fetches: readonly string[]): void {
  const unknown = fetches.filter((name) => !outputs.includes(name));
  if (unknown.length > 0 || fetches.length === 0) {
    fail({
      subject: "the outputs of a run",
      expected: `some of ${outputs.map((name) => `"${name}"`).join(", ")}`,
      got: unknown.map((name) => `"${name}"`).join(", ") || "none",
    });
  }
}
