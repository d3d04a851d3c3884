import type { ConvLayer, Layer } from "./layers.ts";
import { mlp } from "./mlp.ts";

export interface CnnOptions {
  /** Kernel of every convolution; default 3. */
  kernel?: number;
  /** Default "valid". */
  padding?: ConvLayer["padding"];
  /** Units of the dense layers behind the convolutions. */
  dense: readonly number[];
}

/** Blocks of convolutions (the numbers are filters), each block followed by a 2×2 max pool; then dense layers. */
export function cnn(blocks: readonly (readonly number[])[], options: CnnOptions): readonly Layer[] {
  const { kernel = 3, padding = "valid", dense } = options;
  const convolutions = blocks.flatMap((block): readonly Layer[] => [
    ...block.map((filters) => ({ kind: "conv", filters, kernel, padding }) as const),
    { kind: "maxPool", size: 2 },
  ]);
  return [...convolutions, ...mlp(dense)];
}
