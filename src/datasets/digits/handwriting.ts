import type { Random } from "../../base/index.ts";
import { type Curve, smoothCurve } from "./curve.ts";
import { drawCurves, side } from "./draw.ts";
import { digitStrokes, type Point } from "./strokes.ts";

/** How much hands differ. Standard deviations, unless a range is given. */
const variation = {
  /** Of each point that the pen passes, in boxes. */
  jitter: 0.026,
  /** Of a smooth displacement of the paper (elastic distortion, after Simard, Steinkraus and Platt 2003), in boxes. */
  elastic: 0.028,
  /** Waves of that displacement across the box. */
  waves: [0.5, 1.6],
  /** Radians. */
  rotation: 0.15,
  slant: 0.22,
  /** Pixels. */
  width: [13, 24],
  height: [16, 22],
  shift: 1,
  radius: [0.7, 1.75],
  softness: [0.9, 1.8],
  /** Darkness of the ink. */
  ink: [0.8, 1],
  /** Largest change of a pixel of ink by the paper's grain, in units of full ink; the paper itself is white. */
  grain: 0.08,
} as const;

const stepsOfSpan = 5;

/** One handwritten digit as side × side bytes: a way to draw it, bent, slanted, stretched, and inked. */
export function writeDigit(digit: number, stream: Random): Uint8Array {
  const between = ([low, high]: readonly [number, number]) => low + (high - low) * stream.uniform();
  const ways = digitStrokes[digit]!;
  const strokes = ways[stream.integer(ways.length)]!;
  const place = placing(stream, between);
  const curves = strokes.map((stroke) => place(smoothCurve(jittered(stroke, stream), stepsOfSpan)));
  const ink = drawCurves(curves, { radius: between(variation.radius), softness: between(variation.softness) });
  const darkness = between(variation.ink);
  const image = new Uint8Array(ink.length);
  for (let pixel = 0; pixel < ink.length; pixel++) {
    const value = ink[pixel]!;
    if (value === 0) continue;
    const grain = variation.grain * (2 * stream.uniform() - 1);
    image[pixel] = Math.round(255 * Math.min(1, Math.max(0, darkness * value + grain)));
  }
  return image;
}

/** A corner stays one: both copies of its point move alike. */
function jittered(stroke: readonly Point[], stream: Random): Point[] {
  const moved: Point[] = [];
  stroke.forEach((point, i) => {
    const before = stroke[i - 1];
    if (before && before[0] === point[0] && before[1] === point[1]) moved.push(moved[i - 1]!);
    else {
      moved.push([point[0] + variation.jitter * stream.normal(), point[1] + variation.jitter * stream.normal()]);
    }
  });
  return moved;
}

/** The map from the box to pixels: elastic bending, then slant, stretching, rotation and shift. */
function placing(stream: Random, between: (range: readonly [number, number]) => number): (curve: Curve) => Curve {
  const wave = () => ({
    amplitude: variation.elastic * stream.normal(),
    x: 2 * Math.PI * between(variation.waves) * Math.sign(stream.uniform() - 0.5),
    y: 2 * Math.PI * between(variation.waves),
    phase: 2 * Math.PI * stream.uniform(),
  });
  const waves = [wave(), wave(), wave(), wave()];
  const bend = (x: number, y: number, from: number) => {
    const [a, b] = [waves[from]!, waves[from + 1]!];
    return a.amplitude * Math.sin(a.x * x + a.y * y + a.phase) + b.amplitude * Math.sin(b.x * x + b.y * y + b.phase);
  };
  const width = between(variation.width);
  const height = between(variation.height);
  const slant = variation.slant * stream.normal();
  const angle = variation.rotation * stream.normal();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = (side - 1) / 2;
  const centreX = middle + variation.shift * stream.normal();
  const centreY = middle + variation.shift * stream.normal();
  return (curve) => {
    const placed = new Float64Array(curve.length);
    for (let at = 0; at < curve.length; at += 2) {
      const x = curve[at]! + bend(curve[at]!, curve[at + 1]!, 0) - 0.5;
      const y = curve[at + 1]! + bend(curve[at]!, curve[at + 1]!, 2) - 0.5;
      const u = width * x - slant * height * y;
      const v = height * y;
      placed[at] = centreX + cos * u - sin * v;
      placed[at + 1] = centreY + sin * u + cos * v;
    }
    return placed;
  };
}
