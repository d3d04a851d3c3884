import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";

const candidates = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where Chromium is on this machine ($CHROMIUM names another); undefined where there is none. */
export function findChromium(): string | undefined {
  return candidates.find((file) => file !== undefined && existsSync(file));
}

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page that has loaded a module of ours. */
export interface BrowserPage {
  /** Call what the module exports; arguments and results are plain data (typed arrays as arrays, please). */
  call<T>(name: string, ...args: readonly unknown[]): Promise<T>;
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Bundle `entryModule` (a path from the root of the checkout) with all its workers, serve it from localhost, isolated
 * from other origins so that threads work, and open it in headless Chromium.
 */
export async function openInBrowser(entryModule: string): Promise<BrowserPage> {
  const folder = await mkdtemp(path.join(tmpdir(), "netspectra-browser-"));
  let server: Server | undefined;
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await bundle(path.resolve(entryModule), folder);
    server = await serve(folder);
    browser = await chromium.launch({ executablePath: findChromium()!, headless: true, args: flags });
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("globalThis.entry !== undefined").catch((error) => {
      throw new Error(`the page did not start: ${faults.join("; ") || error}`);
    });
    return {
      page,
      close,
      call: (name, ...args) => page.evaluate(callEntry, { name, args }) as Promise<never>,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Open a page for the time of `work`. */
export async function inBrowser<T>(entryModule: string, work: (page: BrowserPage) => Promise<T>): Promise<T> {
  const page = await openInBrowser(entryModule);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
function callEntry({ name, args }: { name: string; args: readonly unknown[] }): unknown {
  const { entry } = globalThis as unknown as { entry: Record<string, (...args: readonly unknown[]) => unknown> };
  return entry[name]!(...args);
}

async function bundle(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    base: "/",
    resolve: { conditions: ["source", "module", "browser"] },
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      reportCompressedSize: false,
      target: "es2023",
      rolldownOptions: {
        input: { entry },
        preserveEntrySignatures: "strict",
        output: { entryFileNames: "[name].js" },
      },
    },
  });
  const page = `<!doctype html><title>netspectra</title><link rel="icon" href="data:,">
<script type="module">globalThis.entry = await import("./entry.js");</script>`;
  await writeFile(path.join(folder, "index.html"), page);
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

async function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = path.join(folder, pathname === "/" ? "index.html" : path.normalize(pathname));
    try {
      const content = await readFile(file);
      response.writeHead(200, {
        "content-type": types[path.extname(file)] ?? "application/octet-stream",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return server;
}
