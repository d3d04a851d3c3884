import type { Grid } from "./contourPng.ts";

/** A point of the scene: u and v lie in −1 … 1 along both sides of the floor, height in 0 … 1. */
export type ScenePoint = readonly [u: number, v: number, height: number];

/** A place in the figure, in pixels from its upper left corner. */
export type Place = readonly [x: number, y: number];

/** Turned by this about the vertical, and seen from this height above the horizon. */
const [turn, elevation] = [(35 * Math.PI) / 180, (36 * Math.PI) / 180];
/** Height of the scene as a share of half the floor's side. */
const tall = 0.95;
const [across, away] = [Math.cos(turn), Math.sin(turn)];
/** Half the width of the turned floor. */
const reach = across + away;

/** A parallel projection of the scene into a width of pixels, seen from above its nearest corner. */
export interface Projection {
  readonly height: number;
  place(point: ScenePoint): Place;
}

export function projection(width: number, top = 10): Projection {
  const scale = width / 2 / reach;
  const middle = top + scale * (tall * Math.cos(elevation) + reach * Math.sin(elevation));
  return {
    height: middle + scale * reach * Math.sin(elevation),
    place: ([u, v, height]) => [
      width / 2 + scale * (u * across - v * away),
      middle + scale * ((u * away + v * across) * Math.sin(elevation) - height * tall * Math.cos(elevation)),
    ],
  };
}

/** One cell of a surface: its corners in the figure, its mean height, and how much light falls on it (0 … 1). */
export interface Facet {
  readonly corners: readonly Place[];
  readonly height: number;
  readonly light: number;
}

/** Towards the light: from the left, above the viewer. */
const light = [-0.55, 0.15, 0.82] as const;

/**
 * The cells of a surface, the farthest first, so that nearer ones are painted over them. Cells beside a point without value are
 * left out.
 *
 * @param heights `heights[i][j]` (0 … 1) at even steps of u and of v
 */
export function surfaceFacets(heights: Grid, { place }: Projection): Facet[] {
  const [rows, columns] = [heights.length, heights[0]?.length ?? 0];
  const [uOf, vOf] = [(i: number) => (2 * i) / (rows - 1) - 1, (j: number) => (2 * j) / (columns - 1) - 1];
  const facets: (Facet & { readonly depth: number })[] = [];
  for (let i = 0; i + 1 < rows; i++) {
    for (let j = 0; j + 1 < columns; j++) {
      const around = [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ].map(([a, b]) => heights[i + a!]![j + b!]!);
      if (around.some((height) => height === null)) continue;
      const [h00, h10, h11, h01] = around as [number, number, number, number];
      const corners = [
        [uOf(i), vOf(j), h00],
        [uOf(i + 1), vOf(j), h10],
        [uOf(i + 1), vOf(j + 1), h11],
        [uOf(i), vOf(j + 1), h01],
      ] as const;
      const slopes = [
        (tall * (h10 + h11 - h00 - h01) * (rows - 1)) / 4,
        (tall * (h01 + h11 - h00 - h10) * (columns - 1)) / 4,
      ] as const;
      const length = Math.hypot(slopes[0], slopes[1], 1);
      const falls = (-slopes[0] * light[0] - slopes[1] * light[1] + light[2]) / length;
      facets.push({
        corners: corners.map(place),
        height: (h00 + h10 + h11 + h01) / 4,
        light: Math.max(0, Math.min(1, falls)),
        depth: uOf(i + 0.5) * away + vOf(j + 0.5) * across,
      });
    }
  }
  return facets.toSorted((a, b) => a.depth - b.depth);
}
