import { defineConfig } from "vitest/config";

/** `.ci/run` asks for a machine-readable report of the counts. */
const report = process.env["NETSPECTRA_TEST_REPORT"];
const conditions = ["source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // The unit tests leave nothing behind, so that they share what has been loaded.
    projects: [
      { extends: true, test: { name: "units", include: ["src/**/*.test.ts"], isolate: false } },
      { extends: true, test: { name: "laws", include: ["test/**/*.test.ts"] } },
    ],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: report ? ["dot", ["json", { outputFile: report }]] : ["default"],
  },
});
