import type { Config } from "vega-lite";

/** A colour with its twin on a dark page. */
export interface Ink {
  readonly light: string;
  readonly dark: string;
}

/** Every colour a figure may use besides images. Twins let a page turn a finished figure dark by style sheet alone. */
export const inks = {
  text: { light: "#1f2328", dark: "#e6e8eb" },
  faint: { light: "#5c6670", dark: "#a3acb5" },
  axis: { light: "#aab2ba", dark: "#5d6670" },
  grid: { light: "#e8ebee", dark: "#2a3037" },
  surface: { light: "#fefefe", dark: "#15181c" },
} as const satisfies Record<string, Ink>;

/**
 * Colours of series in their order, after Okabe and Ito (2008): told apart with every common form of colour blindness,
 * and in print by lightness for the first four. Their yellow is left out, for it vanishes on white.
 */
export const palette: readonly Ink[] = [
  { light: "#0b5c9e", dark: "#5aa9ec" },
  { light: "#d55e00", dark: "#f2813a" },
  { light: "#00916a", dark: "#2fc79b" },
  { light: "#b4568f", dark: "#e28dbd" },
  { light: "#d99500", dark: "#f0b73e" },
  { light: "#45a5de", dark: "#8fd0f7" },
  { light: "#7a5230", dark: "#c39a77" },
  { light: "#6b737c", dark: "#aeb6be" },
];

/**
 * Colours of classes, of which ten are common: those of series and the two that are farthest from all of them in CIELAB, also as seen
 * without one kind of cones (Machado et al. 2009).
 */
export const classPalette: readonly Ink[] = [
  ...palette,
  { light: "#1e1e2d", dark: "#e3e3f4" },
  { light: "#870fe1", dark: "#b57bff" },
];

/** Dashes that tell series apart once the colours have been used up. */
const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
];

/** Sequential ramp of images, light to dark in even steps of lightness (one hue range, so it also prints in grey). */
export const ramp: readonly string[] = ["#f7fafc", "#d3e3f1", "#9fc5e3", "#5b9dcd", "#2a72ae", "#11487f", "#08254a"];

/** Ramp of images around zero: the first colours of two series, told apart with every common form of colour blindness. */
export const divergingRamp: readonly string[] = ["#0b5c9e", "#f7fafc", "#d55e00"];

/** Metrics of Helvetica are those of Arial and Liberation Sans; `measureText` leaves room for what stands in for them. */
export const font = "Helvetica, Arial, Liberation Sans, sans-serif";

export const fontSizes = { title: 14, label: 12, small: 11 } as const;

/** Width in pixels of a figure whose caller names none, and of its twin for narrow screens. */
export const widths = { normal: 680, narrow: 340 } as const;

/** Colour of the i-th series on a light page. */
export function seriesColor(i: number): string {
  return palette[i % palette.length]!.light;
}

/** Stroke pattern of the i-th series: solid until the colours repeat. */
export function seriesDash(i: number): number[] {
  return [...dashes[Math.floor(i / palette.length) % dashes.length]!];
}

/** The house style of every figure. */
export const theme: Config = {
  background: "transparent",
  font,
  padding: 4,
  view: { stroke: null },
  axis: {
    domainColor: inks.axis.light,
    gridColor: inks.grid.light,
    tickColor: inks.axis.light,
    labelColor: inks.faint.light,
    titleColor: inks.text.light,
    labelFontSize: fontSizes.label,
    titleFontSize: fontSizes.label,
    titleFontWeight: "normal",
    titlePadding: 8,
    labelLimit: 0,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false, labelPadding: 6 },
  axisX: { grid: false },
  legend: {
    labelColor: inks.text.light,
    titleColor: inks.text.light,
    labelFontSize: fontSizes.label,
    titleFontSize: fontSizes.label,
    titleFontWeight: "normal",
    labelLimit: 0,
    gradientStrokeColor: inks.grid.light,
    symbolStrokeWidth: 2.5,
    symbolSize: 180,
    rowPadding: 4,
  },
  header: {
    labelColor: inks.text.light,
    titleColor: inks.text.light,
    labelFontSize: fontSizes.label,
    titleFontSize: fontSizes.label,
    labelLimit: 0,
  },
  title: {
    color: inks.text.light,
    subtitleColor: inks.faint.light,
    fontSize: fontSizes.title,
    subtitleFontSize: fontSizes.label,
    fontWeight: "bold",
    anchor: "start",
    frame: "group",
    offset: 10,
  },
  text: { color: inks.text.light, fontSize: fontSizes.label },
  mark: { color: palette[0]!.light },
  line: { strokeWidth: 1.8, strokeJoin: "round", strokeCap: "butt" },
};
