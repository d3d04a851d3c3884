import { string } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { blocks, requireBlocks } from "./define/spaceBlocks.ts";

/** Channels become blocks of pixels (Shi et al. 2016, "pixel shuffle"); mode "DCR" or, as PyTorch, "CRD". */
export const DepthToSpace = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { blocksize: optional.int, mode: string("DCR") },
  infer: ({ x, blocksize }) => {
    const b = requireBlocks("DepthToSpace", blocksize);
    const [n, c, h, w] = blocks("DepthToSpace", x.shape, [b * b, 1, 1]);
    return { y: { type: x.type, shape: [n, c, h * b, w * b] } };
  },
  mixes: () => ({ x: [1, 2, 3] }),
  lower: (g, { x, blocksize, mode }) => {
    const b = requireBlocks("DepthToSpace", blocksize);
    const [n, c, h, w] = blocks("DepthToSpace", x.shape, [b * b, 1, 1]);
    const apart =
      mode === "CRD"
        ? g.transpose(g.reshape(x, [n, c, b, b, h, w]), [0, 1, 4, 2, 5, 3])
        : g.transpose(g.reshape(x, [n, b, b, c, h, w]), [0, 3, 4, 1, 5, 2]);
    return { y: g.reshape(apart, [n, c, h * b, w * b]) };
  },
  samples: [
    { x: [2, 8, 2, 3], blocksize: 2 },
    { x: [1, 8, 2, 3], blocksize: 2, mode: "CRD" },
  ],
});
