import { defineConfig } from "vitest/config";

/** `.ci/run` asks for a machine-readable report of the counts. */
const report = process.env["NETSPECTRA_TEST_REPORT"];
const conditions = ["source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: report ? ["dot", ["json", { outputFile: report }]] : ["default"],
  },
});
