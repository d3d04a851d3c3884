// Load mutated model files and see that each is either read or refused in words: no crash, no hang, no flood of memory.
// usage: npm run fuzz -- [--count 20000] [--seed 0] [--from 0] [--children 1] [--json]
//        npm run fuzz -- --seed S --from I --save FOLDER      writes case I
// The program is TypeScript under test/fuzz and is put together here; it works on what lies in dist/.
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(path.join(root, "node_modules/.fuzz-"));

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

process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
await build({
  root,
  configFile: false,
  logLevel: "error",
  plugins: [fromBuild],
  build: {
    ssr: true,
    outDir: folder,
    emptyOutDir: false,
    minify: false,
    rollupOptions: { input: { main: "test/fuzz/main.ts", child: "test/fuzz/child.ts" } },
  },
});
await import(pathToFileURL(path.join(folder, "main.js")).href);
