import { type GivenTransform, requireTransform, type Transform } from "../../analyses/index.ts";
import { fail, isFloat, numbers, type Tensor } from "../../base/index.ts";
import { readNpz } from "../../formats/index.ts";
import type { Platform } from "../../platform/index.ts";
import { grouped, text } from "../flags.ts";

/** Which layer, where the new network goes, and the covariance that may be aimed at. */
export const transformFlags = grouped("Transformation", {
  layer: text("the tensor whose values are transformed: a layer's output", { placeholder: "NAME" }),
  save: text("write the new network to this file", { placeholder: "FILE.onnx" }),
  target: text("the covariance that --transform covariance aims at: an array of units × units", {
    placeholder: "FILE.npz",
  }),
});

/** A flag that has to be there. @throws NetspectraError where it is not */
export function requireFlag(flag: string, value: string | undefined, expected: string): string {
  return value ?? fail({ subject: flag, expected, got: "nothing", todo: `Add ${flag}.` });
}

/**
 * z̃ = Q (z − m): a word that names one, or arrays `Q` and, if wanted, `m`.
 *
 * @throws NetspectraError for words that name none, and files without the arrays
 */
export async function readTransform(
  platform: Platform,
  given: string,
  known: Readonly<Record<string, Transform>>,
): Promise<string | GivenTransform> {
  if (!/\.npz$/i.test(given)) {
    requireTransform(given, known);
    return given;
  }
  const arrays = await readNpz(await platform.files.read(given), given);
  const [q, m] = [arrays.get("Q"), arrays.get("m")];
  const isSquare = q?.shape.length === 2 && q.shape[0] === q.shape[1];
  if (!q || !isSquare || (m && m.shape.length !== 1)) {
    fail({
      subject: given,
      expected: 'an array "Q" of units × units, and, if wanted, an array "m" of units',
      got:
        [...arrays].map(([name, { shape }]) => `"${name}" of ${shape.join("×") || "one number"}`).join(", ") ||
        "no array",
    });
  }
  return { q: floats(q, given), ...(m && { m: floats(m, given) }) };
}

/** The only array of a file, or the one called "covariance". */
export async function readTarget(platform: Platform, file: string): Promise<Float64Array> {
  const arrays = await readNpz(await platform.files.read(file), file);
  const found = arrays.get("covariance") ?? (arrays.size === 1 ? [...arrays.values()][0] : undefined);
  if (found) return floats(found, file);
  return fail({
    subject: file,
    expected: 'one array, or one called "covariance"',
    got: `${[...arrays.keys()].join(", ")}`,
  });
}

function floats(tensor: Tensor, file: string): Float64Array {
  const values = isFloat(tensor.type) ? Float64Array.from(numbers(tensor)) : new Float64Array([Number.NaN]);
  if (values.every(Number.isFinite)) return values;
  return fail({
    subject: file,
    expected: "finite float numbers",
    got: isFloat(tensor.type) ? "others, too" : tensor.type,
  });
}
