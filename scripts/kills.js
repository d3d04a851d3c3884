// Kill runs at random moments, let the same commands go on, and see that the results are the same to the last bit.
// usage: npm run build && node scripts/kills.js [--count 50] [--seed 0]
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { count: { type: "string", default: "50" }, seed: { type: "string", default: "0" } },
});
const { status } = spawnSync(
  "npx",
  ["vitest", "run", "test/kills.test.ts", "test/reproduceCommand.test.ts", "--reporter=verbose"],
  {
    stdio: "inherit",
    env: { ...process.env, NETSPECTRA_KILLS: values.count, NETSPECTRA_KILLS_SEED: values.seed },
  },
);
process.exitCode = status ?? 1;
