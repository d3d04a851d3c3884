import { type Cell, type CellResult, wholeSpectrum } from "netspectra/experiments";
import { type Figure, type NetworkSpectrum, normalizedSpectrum, renderFigure } from "netspectra/plots";
import { groups, mean } from "../../shared/groups.ts";
import { type DataName, dataSets } from "./dataSets.ts";

/** What the curves of a figure are called, and what divides them among figures. */
export interface SpectrumCurves<C extends Cell> {
  /** Curves of one name are averaged: those of several seeds. */
  readonly name: (cell: C) => string;
  /** Figures apart from each other: "mnist". Default: the axis "data". */
  readonly figure?: (cell: C) => string;
  /** Its title; default: the label of the data set. */
  readonly title?: (figure: string) => string;
  /** Top of the vertical axis; default 0.25, as in the paper. */
  readonly yMax?: number;
}

/** Normalised spectra in the look of the paper's Figure 1, one figure for each data set. */
export async function spectrumFigures<C extends Cell>(
  results: readonly CellResult<C>[],
  { name, figure = ({ data }) => `${data}`, title = labelOf, yMax = 0.25 }: SpectrumCurves<C>,
): Promise<readonly Figure[]> {
  return await Promise.all(
    groups(results, ({ cell }) => figure(cell)).map(([key, own]) => {
      const rows = groups(own, ({ cell }) => name(cell)).map(([curve, seeds]) => meanCurve(curve, seeds));
      const about = { name: `spectra-${key}`, title: title(key), caption: normalizedSpectrum.shows };
      return renderFigure(about, (layout) => normalizedSpectrum(rows, { ...layout, yMax }));
    }),
  );
}

const labelOf = (data: string) => dataSets[data as DataName]?.label ?? data;

function meanCurve(name: string, results: readonly CellResult[]): NetworkSpectrum {
  const spectra = results.map(({ arrays }) =>
    wholeSpectrum({
      spectrumIndex: arrays?.["spectrumIndex"] ?? [],
      normalizedSpectrum: arrays?.["normalizedSpectrum"] ?? [],
    }),
  );
  const length = Math.min(...spectra.map((spectrum) => spectrum.length));
  const measured = (measure: string) => mean(results.map(({ measures }) => measures[measure]));
  const accuracy = measured("validationAccuracy") ?? measured("accuracy");
  return {
    name,
    ...(accuracy !== null && { accuracy }),
    score: measured("score"),
    spectrum: Array.from({ length }, (_, i) => mean(spectra.map((spectrum) => spectrum[i])) ?? 0),
  };
}

/** "4 layers" */
export const layersName = ({ layers }: { readonly layers: number }) => `${layers} ${layers === 1 ? "layer" : "layers"}`;

/** Figures apart by data set and by depth. */
export const byLayers = {
  figure: ({ data, layers }: { readonly data: string; readonly layers: number }) => `${data}-${layers}`,
  title: (figure: string) => {
    const [data = "", layers] = figure.split("-");
    return `${labelOf(data)}, ${layersName({ layers: Number(layers) })}`;
  },
} as const;
