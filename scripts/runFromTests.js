// Put a program together that is TypeScript under test/, and run it on what lies in dist/.
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Sources are taken from where the build put them, since workers can only be started there. */
const fromBuild = {
  name: "from-build",
  enforce: "pre",
  resolveId(source, importer) {
    const file = importer && source.startsWith(".") ? path.resolve(path.dirname(importer), source) : source;
    const inside = path.relative(path.join(root, "src"), file);
    if (inside.startsWith("..") || path.isAbsolute(inside) || !file.startsWith(root)) return null;
    return { id: pathToFileURL(path.join(root, "dist", inside.replace(/\.ts$/, ".js"))).href, external: true };
  },
};

/** Build the files of `input` (names to paths) side by side, in a folder that ends with the process, and run "main". */
export async function runFromTests(input) {
  const folder = mkdtempSync(path.join(root, "node_modules/.program-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [fromBuild],
    build: { ssr: true, outDir: folder, emptyOutDir: false, minify: false, rollupOptions: { input } },
  });
  await import(pathToFileURL(path.join(folder, "main.js")).href);
}
