import { type Cosines, correlation, type LoadedModel, openJacobianBlocks } from "netspectra/analyses";
import type { Samples } from "netspectra/base";
import type { CellContext } from "netspectra/experiments";

/** How a network reacts around some samples: what networks are compared by. */
export interface NetworkView {
  /** n × k·d, row i the Jacobian at sample i. */
  readonly jacobians: Float32Array;
  /** n */
  readonly samples: number;
  /** M = 𝒥𝒥ᵀ, as cosines and norms. */
  readonly matrix: Cosines;
  /** Of M, descending. */
  readonly eigenvalues: readonly number[];
}

/** Look at a network around samples. */
export async function viewNetwork(
  { platform, session }: Pick<CellContext<unknown>, "platform" | "session">,
  model: LoadedModel,
  samples: Samples,
  output: string,
): Promise<NetworkView> {
  const blocks = await openJacobianBlocks(platform, model, samples, { ...session, output });
  const width = blocks.columns.length * blocks.inputSize;
  const jacobians = new Float32Array(samples.count * width);
  try {
    let filled = 0;
    for await (const { jacobian } of blocks.blocks()) {
      jacobians.set(jacobian, filled);
      filled += jacobian.length;
    }
  } finally {
    await blocks.close();
  }
  const matrix = await correlation(platform, model, samples, { ...session, output });
  return { jacobians, samples: samples.count, matrix, eigenvalues: matrix.eigenvalues };
}
