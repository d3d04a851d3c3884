import { matrixOf, type TensorView, type WeightMatrix } from "./weightMatrix.ts";

/** "gates": a matrix for each gate. "whole": those of all gates one above the other. */
export type RecurrentForm = "gates" | "whole";

const directions = ["forward", "reverse"] as const;

/**
 * The matrices of recurrent weights whose axes are directions, gates × units, inputs.
 *
 * @param gates names of the gates in the order of the rows
 */
export function recurrentMatrices(
  view: TensorView,
  operator: string | null,
  gates: readonly string[],
  form: RecurrentForm,
): readonly WeightMatrix[] {
  const [direction, rows, columns] = view.axes;
  if (!direction || !rows || !columns) return [];
  const parts = form === "gates" ? gates : [""];
  const units = rows.size / parts.length;
  if (!Number.isInteger(units)) return [];
  return Array.from({ length: direction.size }, (_, d) =>
    parts.map((gate, g) => {
      const way = direction.size > 1 ? `[${directions[d] ?? d}]` : "";
      const layer = `${view.tensor.name}${way}${gate && `.${gate}`}`;
      const offset = d * direction.stride + g * units * rows.stride;
      const part = { tensor: view.tensor, axes: [{ ...rows, size: units }, columns] };
      return matrixOf(part, { kind: "recurrent", operator, layer, offset }, { rows: [0], columns: [1] });
    }),
  ).flat();
}
