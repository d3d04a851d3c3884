import { defineOp, optional } from "./define/defineOp.ts";
import { blocks, requireBlocks } from "./define/spaceBlocks.ts";

/** Blocks of pixels become channels, the inverse of DepthToSpace in mode "DCR". */
export const SpaceToDepth = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { blocksize: optional.int },
  infer: ({ x, blocksize }) => {
    const b = requireBlocks("SpaceToDepth", blocksize);
    const [n, c, h, w] = blocks("SpaceToDepth", x.shape, [1, b, b]);
    return { y: { type: x.type, shape: [n, c * b * b, h, w] } };
  },
  mixes: () => ({ x: [1, 2, 3] }),
  lower: (g, { x, blocksize }) => {
    const b = requireBlocks("SpaceToDepth", blocksize);
    const [n, c, h, w] = blocks("SpaceToDepth", x.shape, [1, b, b]);
    const apart = g.transpose(g.reshape(x, [n, c, h, b, w, b]), [0, 3, 5, 1, 2, 4]);
    return { y: g.reshape(apart, [n, c * b * b, h, w]) };
  },
  samples: [{ x: [2, 3, 4, 6], blocksize: 2 }],
});
