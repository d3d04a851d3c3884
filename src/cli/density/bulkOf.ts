import type { BulkLaw, BulkSpectrum } from "../../plots/index.ts";
import { marchenkoPastur } from "../../stats/index.ts";
import type { DensityNetwork } from "./network.ts";

const points = 160;

/** A spectrum beside the laws of random matrices, as far as a little beyond the bulk; undefined where there is no law. */
export function bulkOf({ name, result }: DensityNetwork): BulkSpectrum | undefined {
  const { random, rows, columns, eigenvalues } = result;
  if (!random?.gaussian) return undefined;
  const { gaussian, bulk } = random;
  const [longer, shorter] = [Math.max(rows, columns), Math.min(rows, columns)];
  const nearest = bulk.status === "ok" ? bulk : gaussian;
  const limit = 1.15 * nearest.threshold;
  const curve = (law: string, variance: number, share: number): BulkLaw => {
    const { edges, density } = marchenkoPastur(shorter / longer, variance);
    const [low, high] = [edges[0] * longer, Math.min(edges[1] * longer, limit)];
    return {
      law,
      points: Array.from({ length: low < high ? points + 1 : 0 }, (_, i) => {
        // Denser near the edges, where the curve is steep.
        const x = low + ((high - low) * (1 - Math.cos((Math.PI * i) / points))) / 2;
        return { x, density: (share * density(x / longer)) / longer };
      }),
    };
  };
  return {
    name,
    eigenvalues,
    laws: [
      ...(bulk.status === "ok" ? [curve("fitted to the bulk", bulk.variance, 1 - bulk.spikes / shorter)] : []),
      curve("Gaussian with the same mean square", gaussian.variance, 1),
    ],
    limit,
  };
}
