import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTar } from "nanotar";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gzip } from "../formats/index.ts";
import { createNodePlatform } from "../platform/node/index.ts";
import type { FiledDataset } from "./define/defineDataset.ts";
import { fetchDataset } from "./fetchDataset.ts";
import { mnist } from "./mnist.ts";

const platform = createNodePlatform({ quiet: true });
const scratch = mkdtempSync(path.join(tmpdir(), "netspectra-fetch-"));
const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 3);
let sha256 = "";

type Answer = (request: IncomingMessage, response: ServerResponse, start: number) => void;
const asked: string[] = [];
const answers: Record<string, Answer> = {
  "/good": (_, response, start) => {
    response.writeHead(start > 0 ? 206 : 200, start > 0 ? { "content-range": `bytes ${start}-299999/300000` } : {});
    response.end(content.subarray(start));
  },
  // Cut after 100,000 bytes, each time.
  "/cut": (_, response, start) => {
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": String(300_000 - start),
      ...(start > 0 && { "content-range": `bytes ${start}-299999/300000` }),
    });
    response.write(content.subarray(start, start + 100_000), () => response.destroy());
  },
  "/cut-once-then-no-range": (_, response) => {
    response.writeHead(200, { "content-length": "300000" });
    const first = asked.filter((url) => url.startsWith("/cut-once")).length === 1;
    if (first) response.write(content.subarray(0, 100_000), () => response.destroy());
    else response.end(content);
  },
  "/lie": (_, response) => response.end(new Uint8Array(300_000)),
  "/short": (_, response) => response.end(content.subarray(0, 1000)),
};
const server = createServer((request, response) => {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  asked.push(`${request.url}@${start}`);
  const answer = answers[request.url!];
  if (answer) answer(request, response, start);
  else response.writeHead(404).end();
});
let host = "";

beforeAll(async () => {
  sha256 = await platform.sha256(content);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await platform.close();
  rmSync(scratch, { recursive: true });
});

async function fetch(urls: string[], dataDir = mkdtempSync(path.join(scratch, "d-"))) {
  asked.length = 0;
  const dataset: FiledDataset = {
    ...mnist,
    name: "made-up",
    downloads: [{ name: "file.bin", urls: urls.map((url) => host + url), sha256, bytes: content.length }],
  };
  const folder = path.join(dataDir, "made-up");
  return { dataDir, folder, fetched: await fetchDataset(platform, "made-up", { dataset, dataDir }) };
}

/** Buffers are compared at once; element by element takes seconds. */
function expectContent(folder: string): void {
  expect(readFileSync(path.join(folder, "file.bin")).equals(content)).toBe(true);
}

const failing = async (urls: string[], dataDir: string) => {
  const error = await fetch(urls, dataDir).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message;
};

test("a good server: the file is there, nothing else, and is not fetched again", async () => {
  const { folder, dataDir, fetched } = await fetch(["/good"]);
  expect(readdirSync(folder)).toEqual(["file.bin"]);
  expectContent(folder);
  expect(fetched).toEqual({ name: "made-up", folder, files: [path.join(folder, "file.bin")], present: 0 });
  expect((await fetch(["/good"], dataDir)).fetched.present).toBe(1);
  expect(asked).toEqual([]);
});

test("a connection that is cut is taken up where it broke", async () => {
  const { folder } = await fetch(["/cut"]);
  expectContent(folder);
  expect(asked[0]).toBe("/cut@0");
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.slice(1).every((url) => !url.endsWith("@0"))).toBe(true);
});

test("a server that ignores Range is read from the start", async () => {
  const { folder } = await fetch(["/cut-once-then-no-range"]);
  expectContent(folder);
  expect(readdirSync(folder)).toEqual(["file.bin"]);
});

test("what a failed call received is kept for the next one", async () => {
  const dataDir = mkdtempSync(path.join(scratch, "d-"));
  expect(await failing(["/short"], dataDir)).toMatch(/file\.bin.*\/short/);
  expect(existsSync(path.join(dataDir, "made-up", "file.bin"))).toBe(false);
  await fetch(["/good"], dataDir);
  expect(asked).toEqual(["/good@1000"]);
});

test("a server that lies about the content: the next mirror; with none, an error and no file", async () => {
  const { folder } = await fetch(["/gone", "/lie", "/good"]);
  expect(asked).toEqual(["/gone@0", "/gone@0", "/gone@0", "/lie@0", "/good@0"]);
  expect(readdirSync(folder)).toEqual(["file.bin"]);
  const dataDir = mkdtempSync(path.join(scratch, "d-"));
  const message = await failing(["/lie", "/gone"], dataDir);
  expect(message).toMatch(new RegExp(`SHA-256 ${sha256}.*lie: 300000 bytes with the SHA-256.*404`));
  expect(readdirSync(path.join(dataDir, "made-up"))).toEqual([]);
});

test("an archive is unpacked, and known again; a changed file is fetched again", async () => {
  const data = Uint8Array.of(1, 2, 3);
  const archive = await gzip(createTar([{ name: "inner/a.bin", data }]));
  answers["/archive"] = (_, response) => response.end(archive);
  const dataset: FiledDataset = {
    ...mnist,
    name: "packed",
    downloads: [
      {
        name: "all.tar.gz",
        urls: [`${host}/archive`],
        sha256: await platform.sha256(archive),
        bytes: archive.length,
        folder: "inner",
      },
    ],
  };
  const fetchPacked = () => fetchDataset(platform, "packed", { dataset, dataDir: scratch });
  const { folder, files } = await fetchPacked();
  expect(files).toEqual([path.join(folder!, "a.bin")]);
  expect(readdirSync(folder!)).toEqual(["a.bin", "all.tar.gz.sha256"]);
  expect((await fetchPacked()).present).toBe(1);
  await platform.files.write(files[0]!, "other");
  expect((await fetchPacked()).present).toBe(0);
  expect(new Uint8Array(readFileSync(files[0]!))).toEqual(data);
});

test("generated sets need no fetching; unknown names list the known ones", async () => {
  expect(await fetchDataset(platform, "digits")).toEqual({ name: "digits", folder: undefined, files: [], present: 0 });
  await expect(fetchDataset(platform, "mnits")).rejects.toThrow(/digits, mnist/);
});
