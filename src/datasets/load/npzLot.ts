import { fail, type ImageLayout, isType, numbers, sizeOf, type Tensor } from "../../base/index.ts";
import { readNpz } from "../../formats/index.ts";
import type { Platform } from "../../platform/index.ts";
import { checkLabels, numberedClasses } from "./checkLabels.ts";
import { type Lot, pickRows } from "./lot.ts";

/** The arrays `x` (n × …) and, where there is one, `y` (n) of a `.npz` file. */
export async function npzLot(platform: Platform, path: string): Promise<Lot> {
  const arrays = await readNpz(await platform.files.read(path), path, ["x", "y"]);
  const x = arrays.get("x") ?? (await failWithoutX(platform, path));
  const [count = 0, ...shape] = x.shape;
  if (x.shape.length < 2 || count === 0 || sizeOf(shape) === 0) {
    fail({
      subject: `${path}, array "x"`,
      expected: "n × features (or n × the shape of one sample)",
      got: `the shape [${x.shape.join(", ")}]`,
    });
  }
  const data = storedData(x, path);
  const y = arrays.get("y");
  const labels = y && labelsOf(y, path);
  const classes = labels && numberedClasses(labels);
  if (labels) checkLabels(labels, count, undefined, path);
  return {
    count,
    shape,
    layout: layoutOf(shape),
    classes,
    notes: [],
    labels: labels && ((indices) => pickRows(labels, indices, 1)),
    pick: async (indices) => ({
      data: pickRows(data, indices, sizeOf(shape)),
      labels: labels && pickRows(labels, indices, 1),
    }),
  };
}

/** Three axes are an image where just one end has 1, 3 or 4 channels. */
function layoutOf(shape: readonly number[]): ImageLayout | undefined {
  const channels = (size: number | undefined) => size === 1 || size === 3 || size === 4;
  if (shape.length !== 3 || channels(shape[0]) === channels(shape[2])) return undefined;
  return channels(shape[0]) ? "CHW" : "HWC";
}

function storedData(x: Tensor, path: string): Uint8Array | Float32Array {
  if (isType(x, "uint8") || isType(x, "float32")) return x.data;
  if (x.type.startsWith("complex")) {
    fail({ subject: `${path}, array "x"`, expected: "real numbers", got: x.type });
  }
  const { data } = x as Tensor<"float64">;
  return Float32Array.from(data, Number);
}

function labelsOf(y: Tensor, path: string): Int32Array {
  const values = y.type.startsWith("complex") ? [] : numbers(y);
  const bad = values.findIndex((value) => !Number.isInteger(value) || Math.abs(value) > 2 ** 31 - 1);
  if (y.shape.length !== 1 || y.type.startsWith("complex") || bad >= 0) {
    fail({
      subject: `${path}, array "y"`,
      expected: "one whole number for each sample, the shape [n]",
      got: bad >= 0 ? `${values[bad]} at sample ${bad}` : `${y.type} of the shape [${y.shape.join(", ")}]`,
      todo: "For one-hot labels store y.argmax(axis=1).",
    });
  }
  return Int32Array.from(values);
}

async function failWithoutX(platform: Platform, path: string): Promise<never> {
  const all = [...(await readNpz(await platform.files.read(path), path)).keys()];
  return fail({
    subject: path,
    expected: 'an array "x" (n × features) and optionally "y" (n labels)',
    got: all.length > 0 ? `the arrays ${all.join(", ")}` : "no arrays",
    todo: "Write it with numpy.savez(path, x=…, y=…).",
  });
}
