import { type Cell, type CellResult, wholeSpectrum } from "netspectra/experiments";
import { type Figure, renderFigure, spectralDensity } from "netspectra/plots";
import { groups, mean } from "../../shared/groups.ts";
import { type DataName, dataLabels } from "./budgets.ts";

/** What the curves of a figure are called, and what divides them among figures. */
export interface DensityCurves<C extends Cell> {
  /** Cells of one name are put together: those of several seeds. */
  readonly name: (cell: C) => string;
  /** Figures apart from each other, by their words: "mnist", "4 layers", "around test samples". */
  readonly figure: (cell: C) => readonly string[];
}

/** Spectral densities of stacked Jacobians over each other. */
export async function densityFigures<C extends Cell>(
  results: readonly CellResult<C>[],
  { name, figure }: DensityCurves<C>,
): Promise<readonly Figure[]> {
  return await Promise.all(
    groups(results, ({ cell }) => figure(cell).join(", ")).map(([key, own]) => {
      const [data = "", ...words] = key.split(", ");
      const rows = groups(own, ({ cell }) => name(cell)).map(([curve, seeds]) => {
        const alpha = mean(seeds.map(({ measures }) => measures["alpha"]));
        return {
          name: alpha === null ? curve : `${curve} (α ${alpha.toFixed(2)})`,
          values: seeds.flatMap(eigenvaluesOf),
        };
      });
      const about = {
        name: `density-${key.replaceAll(/\W+/g, "-")}`,
        title: [dataLabels[data as DataName] ?? data, ...words].join(", "),
        caption:
          "Density of the positive eigenvalues of 𝒥ᵀ𝒥 on logarithmic axes, each dot a bin; those of several seeds are put together. " +
          "α is the mean of the exponents of the power laws that were fitted to the upper tails.",
      };
      return renderFigure(about, (layout) => spectralDensity(rows, layout));
    }),
  );
}

function eigenvaluesOf({ arrays }: CellResult): readonly number[] {
  return wholeSpectrum({
    spectrumIndex: arrays?.["eigenvalueIndex"] ?? [],
    normalizedSpectrum: arrays?.["eigenvalues"] ?? [],
  });
}
