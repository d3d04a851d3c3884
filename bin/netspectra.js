#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  await (await import(main.href)).main(process);
} else {
  console.error("error: netspectra: expected its built files in dist/, got nothing there. Run npm ci in the checkout.");
  process.exitCode = 2;
}
