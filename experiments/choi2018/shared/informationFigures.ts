import {
  type Figure,
  informationRanges,
  metricScatter,
  type NoiseCorrelation,
  noiseCorrelations,
  renderFigure,
} from "netspectra/plots";
import { groups, mean, meanInterval } from "../../shared/groups.ts";
import { inputBounds, noisesOf, ofPaper, publishedCorrelations, readMeasure } from "./informationOverviews.ts";
import { type Bound, boundName, type NoiseScale, noiseScales } from "./measureInformation.ts";
import { errors } from "./measureTrial.ts";
import { correlations, overRegularisers, type RegulariserResult } from "./overRegularisers.ts";

const scaleNames = Object.keys(noiseScales) as NoiseScale[];
const axes = { absolute: "variance of the noise σ²", relative: "σ² / mean unit variance v" } as const;
const kinds = { inputLower: "lower bound", inputUpper: "upper bound" } as const;

/** Figure 4 at the two noises of the table, its correlations at all noises, and the bound against the error. */
export async function informationFigures(results: readonly RegulariserResult[]): Promise<readonly Figure[]> {
  return Promise.all([
    ...scaleNames.map((scale) => rangesFigure(results, scale)),
    ...scaleNames.map((scale) => correlationFigure(results, scale)),
    ...scaleNames.map((scale) => scatterFigure(results, scale)),
  ]);
}

function rangesFigure(results: readonly RegulariserResult[], scale: NoiseScale): Promise<Figure> {
  const rows = groups(results, ({ cell }) => cell.regulariser).map(([name, trials]) => {
    const of = (measure: string) => mean(trials.map(readMeasure(measure)));
    const range = (lower: Bound, upper: Bound) => {
      const [low, high] = [of(boundName(scale, lower)), of(boundName(scale, upper))];
      return low === null || high === null ? null : ([low, high] as const);
    };
    return {
      name,
      input: range("inputLower", "inputUpper"),
      label: range("labelLower", "labelUpper"),
      error: of("error"),
      errorInterval: meanInterval(trials.map(readMeasure("error"))),
    };
  });
  const about = {
    name: `bounds-${scale}`,
    title: `Mutual information and generalisation error, ${noiseScales[scale].label}`,
    caption: informationRanges.shows,
  };
  return renderFigure(about, (layout) => informationRanges(rows, { ...layout, error: errors.error.label }));
}

function correlationFigure(results: readonly RegulariserResult[], scale: NoiseScale): Promise<Figure> {
  const own = ofPaper(results);
  const curves = inputBounds.map((bound): NoiseCorrelation => {
    const points = noisesOf(own).flatMap(({ scale: of, noise, read }) => {
      if (of !== scale) return [];
      const { value, interval } = overRegularisers(own, [read(bound), readMeasure("error")], ([x, y]) =>
        correlations.pearson(x!, y!),
      );
      return value === null ? [] : [{ noise, value, interval }];
    });
    return { name: `${kinds[bound]} on I(z;x)`, points, published: publishedCorrelations[bound] };
  });
  const about = {
    name: `correlation-${scale}`,
    title: `Correlation of I(z;x) with the test error over the paper's regularisers, by the ${scale} noise`,
    caption: noiseCorrelations.shows,
  };
  return renderFigure(about, (layout) =>
    noiseCorrelations(curves, { ...layout, x: axes[scale], y: "correlation with the test error" }),
  );
}

function scatterFigure(results: readonly RegulariserResult[], scale: NoiseScale): Promise<Figure> {
  const own = ofPaper(results);
  const points = (given: readonly RegulariserResult[]) =>
    groups(given, ({ cell }) => cell.regulariser).flatMap(([, trials]) => {
      const x = mean(trials.map(readMeasure(boundName(scale, "inputLower"))));
      const y = mean(trials.map(readMeasure("error")));
      return x === null || y === null ? [] : [{ x, y }];
    });
  const beyond = points(results.filter((result) => !own.includes(result)));
  const series = [
    { name: "the paper's regularisers", points: points(own) },
    ...(beyond.length > 0 ? [{ name: "beyond the paper", points: beyond }] : []),
  ];
  const about = {
    name: `scatter-${scale}`,
    title: `Lower bound on I(z;x) and test error, ${noiseScales[scale].label}`,
    caption: "The lower bound on I(z;x) and the test error, a point for each regulariser: means over its trials.",
  };
  const x = "lower bound on I(z;x) (bits)";
  return renderFigure(about, (layout) =>
    metricScatter(series, { ...layout, x, y: errors.error.label, percentY: true }),
  );
}
