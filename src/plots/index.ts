export * from "./bulkDensity.ts";

export * from "./cosineMaps.ts";

export * from "./decadeAxis.ts";
export * from "./defineChart.ts";
export * from "./diagonalImage.ts";
export * from "./escapeHtml.ts";
export * from "./explanations.ts";
export * from "./gradientImages.ts";
export * from "./heatPng.ts";
export * from "./measureText.ts";
export * from "./normalizedSpectrum.ts";
export * from "./outputSpectra.ts";
export * from "./publishedDots.ts";
export * from "./renderFigure.ts";
export * from "./renderReport.ts";
export * from "./renderSvg.ts";
export * from "./reportScript.ts";
export * from "./reportStyle.ts";
export * from "./scoreBars.ts";
export * from "./scoreCurve.ts";
export * from "./spectralDensity.ts";
export * from "./theme.ts";
export * from "./thinCurve.ts";
export * from "./trainingCurves.ts";
export * from "./trainingScores.ts";
export { type LayerAlpha, weightAlphas } from "./weightAlphas.ts";
export { type LayerSpectrum, weightSpectra } from "./weightSpectra.ts";
