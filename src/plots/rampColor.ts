import { rgbOf } from "./pngUrl.ts";

/** The colour at `share` (0 … 1) of a ramp of colours "#rrggbb" in even steps: red, green and blue. */
export function rampColor(share: number, colors: readonly string[]): [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (colors.length - 1);
  const at = Math.max(0, Math.min(colors.length - 2, Math.floor(place)));
  const [low, high] = [rgbOf(colors[at]!), rgbOf(colors[Math.min(at + 1, colors.length - 1)]!)];
  return low.map((value, c) => Math.round(value * (1 - (place - at)) + high[c]! * (place - at))) as [
    number,
    number,
    number,
  ];
}

/** {@link rampColor} as "#rrggbb". */
export function rampHex(share: number, colors: readonly string[]): string {
  return `#${rampColor(share, colors)
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}
