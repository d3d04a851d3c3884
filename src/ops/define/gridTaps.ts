import { fail } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";

/** One neighbour of every sampled place along one axis: where it lies (int64, within the axis) and what it counts. */
export interface GridTap {
  readonly place: Value;
  /** Absent where it is 1. */
  readonly weight: Value | undefined;
}

export interface GridModes {
  readonly mode: string;
  readonly padding: string;
  readonly alignCorners: boolean;
}

/** As in PyTorch and ONNX Runtime; GridSample has no attribute for it. */
const cubicA = -0.75;

/**
 * The neighbours along an axis of `size` elements of the places `normalised`, of which −1 and 1 are the axis's ends.
 *
 * What lies outside is mapped inside, neighbour by neighbour, so that the derivative with respect to the place passes
 * through the weights alone.
 *
 * @throws NetspectraError for modes that ONNX does not know
 */
export function gridTaps(g: Builder, normalised: Value, size: number, modes: GridModes): readonly GridTap[] {
  const { mode, alignCorners } = modes;
  const x = alignCorners
    ? g.mul(g.add(normalised, 1), (size - 1) / 2)
    : g.sub(g.mul(g.add(normalised, 1), size / 2), 0.5);
  switch (mode) {
    case "nearest":
      return [tap(g, g.op("Round", [x]), 0, undefined, size, modes)];
    case "linear":
    case "bilinear": {
      const first = g.op("Floor", [x]);
      const t = g.sub(x, first);
      return [g.sub(1, t), t].map((weight, offset) => tap(g, first, offset, weight, size, modes));
    }
    case "cubic":
    case "bicubic": {
      const first = g.op("Floor", [x]);
      const t = g.sub(x, first);
      const s = g.sub(1, t);
      const weights = [far(g, g.add(t, 1)), near(g, t), near(g, s), far(g, g.add(s, 1))];
      return weights.map((weight, i) => tap(g, first, i - 1, weight, size, modes));
    }
    default:
      return fail({ subject: "GridSample", expected: "mode linear, nearest or cubic", got: `"${mode}"` });
  }
}

function tap(
  g: Builder,
  first: Value,
  offset: number,
  weight: Value | undefined,
  size: number,
  { padding, alignCorners }: GridModes,
): GridTap {
  const start = g.cast(first, "int64");
  const place = offset === 0 ? start : g.add(start, offset);
  const clamp = (index: Value) => g.op("Min", [g.op("Max", [index, g.scalar(0, index)]), g.scalar(size - 1, index)]);
  switch (padding) {
    case "zeros": {
      const held = clamp(place);
      const inside = g.cast(g.equal(place, held), first.type);
      return { place: held, weight: weight ? g.mul(weight, inside) : inside };
    }
    case "border":
      return { place: clamp(place), weight };
    case "reflection": {
      const period = alignCorners ? Math.max(2 * (size - 1), 1) : 2 * size;
      const phase = g.op("Mod", [place, g.scalar(period, place)], { fmod: int(0) });
      const back = g.sub(alignCorners ? period : period - 1, phase);
      return { place: clamp(g.op("Min", [phase, back])), weight };
    }
    default:
      return fail({
        subject: "GridSample",
        expected: "padding_mode zeros, border or reflection",
        got: `"${padding}"`,
      });
  }
}

/** Keys 1981: the kernel at distance 0 ≤ t ≤ 1. */
function near(g: Builder, t: Value): Value {
  return g.add(g.mul(g.mul(t, t), g.sub(g.mul(t, cubicA + 2), cubicA + 3)), 1);
}

/** Keys 1981: the kernel at distance 1 ≤ t ≤ 2. */
function far(g: Builder, t: Value): Value {
  const inner = g.add(g.mul(g.sub(g.mul(t, cubicA), 5 * cubicA), t), 8 * cubicA);
  return g.sub(g.mul(inner, t), 4 * cubicA);
}
