import type { Layer, ResidualLayer } from "./layers.ts";

export interface ResnetOptions {
  /** n residual layers in each of three stages; the depth is 6n + 2. */
  blocks: number;
  /** Filters of the first stage; each further stage has twice as many. Default 16. */
  filters?: number;
  /** What leads past a residual layer that changes the shape. Default "padded" (option A). */
  shortcut?: ResidualLayer["shortcut"];
}

/**
 * The residual networks for images of 32 × 32 (He et al. 2016, section 4.2): a convolution, three stages of residual layers
 * with two 3 × 3 convolutions each, of which the second and third stage halve the image, and the mean of each channel.
 */
export function resnet({ blocks, filters = 16, shortcut = "padded" }: ResnetOptions): readonly Layer[] {
  const residual = (stage: number, block: number): Layer => ({
    kind: "residual",
    shortcut,
    layers: [
      ...normalised(filters * 2 ** stage, stage > 0 && block === 0 ? 2 : 1, "relu"),
      ...normalised(filters * 2 ** stage, 1, "none"),
    ],
  });
  const stages = [0, 1, 2].flatMap((stage) => Array.from({ length: blocks }, (_, block) => residual(stage, block)));
  return [...normalised(filters, 1, "relu"), ...stages, { kind: "globalAveragePool" }];
}

/** A convolution with batch normalisation behind it (He et al. 2016, section 3.4). */
function normalised(filters: number, stride: number, activation: "relu" | "none"): readonly Layer[] {
  return [
    {
      kind: "conv",
      filters,
      kernel: 3,
      ...(stride > 1 && { stride }),
      padding: "same",
      activation: "none",
      bias: false,
    },
    { kind: "batchNorm", activation },
  ];
}
