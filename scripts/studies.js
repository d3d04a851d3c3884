// Write docs/studies from the results in experiments/: a page for each study that has any, and the list of all.
// usage: npm run build && node scripts/studies.js            writes
//        npm run build && node scripts/studies.js --check    exit code 1 where a page is another
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stalePages, writePages } from "netspectra/experiments";
import { createNodePlatform } from "netspectra/platform/node";
import { digests, papers } from "netspectra/studies";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folders = { experiments: path.join(root, "experiments"), pages: path.join(root, "docs/studies") };
const platform = createNodePlatform();
try {
  if (process.argv.includes("--check")) {
    const stale = await stalePages(platform, { papers, digests }, folders);
    for (const { name, content } of stale) {
      console.error(`docs/studies/${name}: ${content === null ? "belongs to no study" : "not what the results give"}`);
    }
    if (stale.length > 0) console.error("node scripts/studies.js writes them anew.");
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const name of await writePages(platform, { papers, digests }, folders)) console.log(`docs/studies/${name}`);
  }
} finally {
  await platform.close();
}
