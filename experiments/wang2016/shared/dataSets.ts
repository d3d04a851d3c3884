/**
 * What "1k hidden units" are. Figure 2 writes its best feed-forward networks out, 4 × 1536 on MNIST and 4 × 3072 on
 * CIFAR-10: a quarter of 6 × 1024 and of 12 × 1024, the "6k" and "12k" of Figure 1.
 */
const k = 1024;

/** What the paper fixes for a data set. */
export interface DataSet {
  readonly label: string;
  /** d */
  readonly inputs: number;
  readonly classes: number;
  /** Training and validation samples, as they are divided. */
  readonly samples: { readonly train: number; readonly validation: number };
  /** Hidden units of the networks of Figure 1 A and B, over all layers; on TIMIT those of Table 1. */
  readonly hiddenUnits: number;
  /** Of the fixed recipe: chosen before the first run, and no network is given another. */
  readonly learningRate: number;
}

const mnist: DataSet = {
  label: "MNIST",
  inputs: 784,
  classes: 10,
  samples: { train: 50_000, validation: 10_000 },
  hiddenUnits: 6 * k,
  learningRate: 0.05,
};

/** The data sets of the paper, and the generated digits that stand in for MNIST. */
export const dataSets = {
  mnist,
  digits: { ...mnist, label: "Generated digits" },
  cifar10: {
    label: "CIFAR-10",
    inputs: 3072,
    classes: 10,
    samples: { train: 40_000, validation: 10_000 },
    hiddenUnits: 12 * k,
    learningRate: 0.01,
  },
  timit: {
    label: "TIMIT",
    inputs: 1845,
    classes: 61,
    samples: { train: 1_124_823, validation: 122_487 },
    hiddenUnits: 6 * k,
    learningRate: 0.01,
  },
} as const satisfies Record<string, DataSet>;
export type DataName = keyof typeof dataSets;
