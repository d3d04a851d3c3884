import type { Command } from "../defineCommand.ts";

/** What the list of commands shows, and how a command is loaded when it is called. */
export interface CommandEntry {
  readonly summary: string;
  /** Flags of a command have types of their own; the caller only passes on what was parsed by them. */
  load(): Promise<Command>;
}

const load = async (module: Promise<{ readonly command: unknown }>) => (await module).command as Command;

/** The commands by name. Nothing of a command is loaded before it is called, so that help is quick. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  demo: {
    summary: "train a shallow and a deep network, compare their spectra, write a report",
    load: () => load(import("./demo.ts")),
  },
  train: {
    summary: "train a network and write it as an ONNX file",
    load: () => load(import("./train.ts")),
  },
  inspect: {
    summary: "what a model holds, whether it can be differentiated, and what that would take",
    load: () => load(import("./inspect.ts")),
  },
  jacobian: {
    summary: "the Jacobians of all samples as .npz, or the Jacobian as an ONNX model",
    load: () => load(import("./jacobian.ts")),
  },
  edjm: {
    summary: "singular values of the extended data Jacobian matrices, and their score",
    load: () => load(import("./edjm.ts")),
  },
  density: {
    summary: "spectral density of the stacked Jacobian: ranks, power law, diagonal, beside random matrices",
    load: () => load(import("./density.ts")),
  },
  correlation: {
    summary: "how samples' Jacobians correlate, within and between classes, and alike in two networks",
    load: () => load(import("./correlation.ts")),
  },
  compare: {
    summary: "how alike layers see the same samples, within a network or between two: CKA, SVCCA, Procrustes",
    load: () => load(import("./compare.ts")),
  },
  hessian: {
    summary:
      "spectrum of the Hessian of the loss: both ends, density, trace, negative eigenvalues, symmetry, roughness",
    load: () => load(import("./hessian.ts")),
  },
  landscape: {
    summary: "loss and accuracy on a plane through the weights, and along the line between networks",
    load: () => load(import("./landscape.ts")),
  },
  representation: {
    summary: "amplitude, correlation, sparsity, dead units and rank of what hidden layers yield",
    load: () => load(import("./representation.ts")),
  },
  information: {
    summary: "bounds on what hidden layers tell of the sample and of its label",
    load: () => load(import("./information.ts")),
  },
  ion: {
    summary: "another network with the same outputs, and other values in a layer",
    load: () => load(import("./ion.ts")),
  },
  cpn: {
    summary: "a network of comparable performance with other values in a layer, its output layer fine-tuned",
    load: () => load(import("./cpn.ts")),
  },
  weights: {
    summary: "spectra, power laws, norms and ranks of the weight matrices, without data",
    load: () => load(import("./weights.ts")),
  },
  merge: {
    summary: "join the parts that edjm --shard has written into one result",
    load: () => load(import("./merge.ts")),
  },
  reproduce: {
    summary: "run the studies of the papers, ours beside the published numbers",
    load: () => load(import("./reproduce.ts")),
  },
  datasets: {
    summary: "list, fetch and describe data sets",
    load: () => load(import("./datasets.ts")),
  },
};
