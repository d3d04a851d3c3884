import { CancelledError, fail } from "../base/index.ts";

interface Download {
  body: AsyncIterable<Uint8Array>;
  start: number;
  total?: number;
}

const inHeader = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/;

/**
 * Fetch `url` from byte `start` on. Servers that ignore the wish begin at 0, which the answer says; a file that holds
 * `start` bytes in all gives an empty body.
 *
 * @throws NetspectraError when the server cannot be reached or answers with an error; while reading, when it breaks off.
 */
export async function download(url: string, start: number, signal: AbortSignal): Promise<Download> {
  const response = await attempt(url, signal, () =>
    fetch(url, {
      signal,
      // A packed answer could not be resumed, and its length would be that of the packed bytes.
      headers: { "accept-encoding": "identity", ...(start > 0 && { range: `bytes=${start}-` }) },
    }),
  );
  const [, from, of] = inHeader.exec(response.headers.get("content-range") ?? "") ?? [];
  const total = of !== undefined && of !== "*" ? Number(of) : undefined;
  if (response.status === 416 && total === start) return { body: nothing(), start, total };
  if (!response.ok) {
    fail({
      subject: url,
      expected: "a file to download",
      got: `the answer ${response.status} ${response.statusText}`.trimEnd(),
    });
  }
  const begin = response.status === 206 && from !== undefined ? Number(from) : 0;
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  const size = total ?? (length === null ? undefined : begin + Number(length));
  return { body: chunks(url, response, signal), start: begin, ...(size !== undefined && { total: size }) };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* chunks(url: string, response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await attempt(url, signal, () => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function attempt<T>(url: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new CancelledError(`the download of ${url}`);
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } };
    const reason = cause?.message || cause?.code || message;
    return fail({
      subject: url,
      expected: "a server that answers",
      got: reason,
      todo: "Check the address and the network, then try again.",
    });
  }
}
