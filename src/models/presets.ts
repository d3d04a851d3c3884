import { cnn } from "./cnn.ts";
import type { Layer } from "./layers.ts";
import { mlp } from "./mlp.ts";
import { resnet } from "./resnet.ts";

/** A network that has a name. */
export interface Preset {
  readonly about: string;
  /** Shape of the samples it was meant for; others work where the layers fit. */
  readonly input?: readonly number[];
  readonly classes?: number;
  readonly layers: readonly Layer[];
}

const mnist = { input: [1, 28, 28], classes: 10 } as const;
const cifar10 = { input: [3, 32, 32], classes: 10 } as const;

/** Networks by name. "edjm-…" are those of Wang et al. 2016, "characteristics-…" those of Choi et al. 2018, "resnet…" of He et al. */
export const presets = {
  "mlp-shallow": { about: "one hidden layer of 512 units", layers: mlp([512]) },
  "mlp-deep": { about: "the same 512 hidden units in four layers", layers: mlp([128, 128, 128, 128]) },
  "cnn-small": {
    about: "two convolutions with pooling and a dense layer",
    layers: cnn([[16], [32]], { padding: "same", dense: [64] }),
  },
  "edjm-mlp-mnist": { about: "4 × 1536 (Wang et al., figure 2 A)", ...mnist, layers: mlp([1536, 1536, 1536, 1536]) },
  "edjm-mlp-cifar10": {
    about: "4 × 3072 (Wang et al., figure 2 B)",
    ...cifar10,
    layers: mlp([3072, 3072, 3072, 3072]),
  },
  "edjm-cnn-mnist": {
    about: "two convolutions and 2 × 1943 (Wang et al., figure 2 A)",
    ...mnist,
    layers: cnn([[64], [128]], { dense: [1943, 1943] }),
  },
  "edjm-cnn-cifar10": {
    about: "two convolutions and 2 × 3072 (Wang et al., figure 2 B)",
    ...cifar10,
    layers: cnn([[64], [128]], { dense: [3072, 3072] }),
  },
  "edjm-teacher": {
    about: "five convolutions and 2 × 1024 (Wang et al., section 4.3, model 1)",
    ...cifar10,
    layers: cnn([[64, 64], [128, 128], [256]], { padding: "same", dense: [1024, 1024] }),
  },
  "edjm-cnn-student": {
    about: "one convolution, a linear bottleneck and 5000 units (Wang et al., section 4.3, models 2 and 3)",
    ...cifar10,
    layers: [...cnn([[128]], { kernel: 5, dense: [] }), { kind: "linear", units: 800 }, { kind: "dense", units: 5000 }],
  },
  "edjm-mlp-student": {
    about: "a linear bottleneck and 30 000 units (Wang et al., section 4.3, models 4 and 5)",
    ...cifar10,
    layers: [
      { kind: "linear", units: 1200 },
      { kind: "dense", units: 30000 },
    ],
  },
  "characteristics-mlp": {
    about: "five hidden layers of 100 (Choi et al., appendix D.2)",
    ...mnist,
    layers: mlp([100, 100, 100, 100, 100]),
  },
  "characteristics-cnn": {
    about: "four convolutions and 128 units (Choi et al., table 7)",
    ...cifar10,
    layers: cnn([[32, 64], [128], [128]], { padding: "same", dense: [128] }),
  },
  resnet20: {
    about: "three stages of 3 residual layers (He et al. 2016, section 4.2)",
    ...cifar10,
    layers: resnet({ blocks: 3 }),
  },
  resnet32: { about: "three stages of 5 residual layers", ...cifar10, layers: resnet({ blocks: 5 }) },
  resnet44: { about: "three stages of 7 residual layers", ...cifar10, layers: resnet({ blocks: 7 }) },
  resnet56: { about: "three stages of 9 residual layers", ...cifar10, layers: resnet({ blocks: 9 }) },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
