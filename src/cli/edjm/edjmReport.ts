import {
  citations,
  explanations,
  type Figure,
  formatNumber,
  formatPercent,
  gradientImages,
  normalizedSpectrum,
  outputSpectra,
  type Report,
  type ReportSection,
  renderFigure,
  type SpectrumOptions,
  scoreBars,
  scoreCurve,
} from "../../plots/index.ts";
import type { Network } from "./network.ts";

export interface EdjmReportOptions extends SpectrumOptions {
  readonly title: string;
  readonly summary?: readonly string[];
  readonly command: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Sections before those of the single networks. */
  readonly sections?: readonly ReportSection[];
}

/** The report on one or several networks: spectra together, then each network's outputs and what they look at. */
export async function edjmReport(networks: readonly Network[], options: EdjmReportOptions): Promise<Report> {
  const { title, summary, command, configuration, sections = [], ...layout } = options;
  const first = networks[0]?.result;
  return {
    title,
    subtitle: first ? `${first.data.samples} samples of ${first.data.source} (${first.data.split})` : "no network",
    summary: [...(summary ?? []), ...networks.map(finding)],
    warnings: networks.flatMap(({ name, result }) => (result.warnings ?? []).map((text) => `${name}: ${text}`)),
    sections: [
      {
        title: "Spectra",
        figures: [
          await spectrumFigure(networks, layout),
          ...(networks.length > 1 ? [await scoreFigure(networks)] : []),
          ...(first?.curve ? [await curveFigure(networks)] : []),
        ],
        tables: [scoreTable(networks)],
      },
      ...sections,
      ...(await Promise.all(networks.map((network, i) => networkSection(network, i, networks.length)))),
    ],
    command,
    configuration,
    explanations: {
      "Extended data Jacobian matrix": explanations.edjm,
      Score: explanations.score,
      Interval: explanations.interval,
    },
    citations: [citations.wang2016analysis],
  };
}

function finding({ name, result }: Network): string {
  const { score, scoreInterval, accuracy, status } = result;
  const right = accuracy === undefined ? "" : ` and classifies ${formatPercent(accuracy)} of the samples right`;
  if (score === null) return `${name} has no score (its spectra are ${status})${right}.`;
  const between = scoreInterval
    ? ` (95 % interval ${formatNumber(scoreInterval[0])} to ${formatNumber(scoreInterval[1])})`
    : "";
  return `${name} has the score ${formatNumber(score)}${between}${right}.`;
}

function spectrumFigure(networks: readonly Network[], options: SpectrumOptions): Promise<Figure> {
  const rows = networks.map(({ name, result }) => ({
    name,
    accuracy: result.accuracy ?? null,
    score: result.score,
    spectrum: result.normalizedSpectrum,
  }));
  const about = { name: "spectrum", title: "Normalised spectra", caption: normalizedSpectrum.shows };
  return renderFigure(about, (layout) => normalizedSpectrum(rows, { ...options, ...layout }));
}

function scoreFigure(networks: readonly Network[]): Promise<Figure> {
  const rows = networks.map(({ name, result }) => ({
    name,
    score: result.score,
    interval: result.scoreInterval,
    accuracy: result.accuracy ?? null,
  }));
  const about = { name: "scores", title: "Scores", caption: scoreBars.shows };
  return renderFigure(about, (layout) => scoreBars(rows, layout));
}

function curveFigure(networks: readonly Network[]): Promise<Figure> {
  const rows = networks.map(({ name, result }) => ({ name, points: result.curve ?? [] }));
  const about = { name: "score-curve", title: "Score against the number of samples", caption: scoreCurve.shows };
  return renderFigure(about, (layout) => scoreCurve(rows, layout));
}

function scoreTable(networks: readonly Network[]) {
  return {
    caption: "Scores",
    columns: [
      { key: "name", title: "network" },
      { key: "score", title: "score" },
      { key: "low", title: "from" },
      { key: "high", title: "to" },
      { key: "accuracy", title: "accuracy", format: formatPercent },
      { key: "samples", title: "samples", format: String },
      { key: "outputs", title: "outputs", format: String },
    ],
    rows: networks.map(({ name, result }) => ({
      name,
      score: result.score,
      low: result.scoreInterval?.[0],
      high: result.scoreInterval?.[1],
      accuracy: result.accuracy,
      samples: result.data.samples,
      outputs: result.outputs,
    })),
  };
}

async function networkSection(network: Network, index: number, count: number): Promise<ReportSection> {
  const { name, result, image, classes } = network;
  const suffix = count > 1 ? `-${index + 1}` : "";
  const of = count > 1 ? ` of ${name}` : "";
  const label = (output: number) => classes?.[output] ?? output;
  const spectra = result.perOutput.map(({ output, singularValues, score }) => ({
    output: label(output),
    singularValues,
    score,
  }));
  const { inputs, meanAbsoluteGradient } = result;
  const images = image
    ? result.perOutput.map(({ output }, j) => ({
        output: label(output),
        ...image,
        values: meanAbsoluteGradient.subarray(j * inputs, (j + 1) * inputs),
      }))
    : [];
  const aboutSpectra = { name: `outputs${suffix}`, title: `Outputs${of}`, caption: outputSpectra.shows };
  const aboutImages = { name: `gradients${suffix}`, title: `Mean gradients${of}`, caption: gradientImages.shows };
  return {
    title: count > 1 ? name : "Outputs",
    figures: [
      await renderFigure(aboutSpectra, (layout) => outputSpectra(spectra, layout)),
      ...(images.length > 0 ? [await renderFigure(aboutImages, (layout) => gradientImages(images, layout))] : []),
    ],
    ...(result.curve && {
      tables: [
        {
          caption: "Score against the number of samples",
          columns: [
            { key: "samples", title: "samples", format: String },
            { key: "score", title: "score" },
          ],
          rows: result.curve,
        },
      ],
    }),
  };
}
