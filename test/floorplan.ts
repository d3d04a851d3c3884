/** What each floor may import. Anything not listed is forbidden, so imports only ever point down. */
export const mayImport: Record<string, readonly string[]> = {
  base: [],
  graph: ["base"],
  kernels: ["base"],
  formats: ["base"],
  plots: ["base"],
  platform: ["graph", "base"],
  ops: ["graph", "base"],
  models: ["graph", "base"],
  stats: ["kernels", "base"],
  spectra: ["kernels", "base"],
  datasets: ["formats", "kernels", "platform", "base"],
  autodiff: ["ops", "graph", "base"],
  regularisers: ["autodiff", "kernels", "graph", "base"],
  analyses: ["autodiff", "spectra", "kernels", "stats", "formats", "platform", "graph", "base"],
  train: [
    "analyses",
    "regularisers",
    "autodiff",
    "spectra",
    "stats",
    "kernels",
    "datasets",
    "platform",
    "graph",
    "base",
  ],
  experiments: [
    "train",
    "analyses",
    "regularisers",
    "models",
    "datasets",
    "spectra",
    "stats",
    "plots",
    "platform",
    "graph",
    "base",
  ],
  cli: [
    "experiments",
    "train",
    "analyses",
    "regularisers",
    "autodiff",
    "datasets",
    "spectra",
    "stats",
    "models",
    "ops",
    "plots",
    "platform",
    "formats",
    "kernels",
    "graph",
    "base",
  ],
};

/** Files at the root of `src/`: the faces of the package. They may import any floor. */
export const faces = ["index.ts", "web.ts", "webTasks.ts"];

/** Where the impure world is allowed: files under these paths may name ONNX Runtime, `node:*` or the DOM. */
export const impure = ["platform/node/", "platform/web/"];

/** Who may import `platform/node` and `platform/web`; everyone else sees the interface. */
export const mayImportMachine = ["cli/", "platform/", ...faces];
