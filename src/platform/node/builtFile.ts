import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fail } from "../../base/index.ts";

/**
 * Where a module of ours lies for a worker: itself, or what the build made of it.
 *
 * Node 20 cannot load TypeScript in workers, so a module under `src/` (tests run from there) is looked up in `dist/`.
 *
 * @param url of a source or built module, as its `import.meta.url` says it.
 * @throws NetspectraError when a source module was not built.
 */
export function builtFile(url: string): string {
  if (!url.endsWith(".ts")) return url;
  const at = url.lastIndexOf("/src/");
  const built = `${url.slice(0, at)}/dist/${url.slice(at + "/src/".length).replace(/\.ts$/, ".js")}`;
  if (at < 0 || !existsSync(fileURLToPath(built))) {
    fail({
      subject: `the module ${url}`,
      expected: "a built file for its worker",
      got: at < 0 ? "a TypeScript file outside src/" : `nothing at ${fileURLToPath(built)}`,
      todo: "Run npm run build.",
    });
  }
  return built;
}
