import { fail } from "../base/index.ts";
import { addCombinations, innerProducts } from "./blockVectors.ts";
import type { LinearOperator, SymmetricOperator } from "./linearOperator.ts";

/** A dense matrix as an operator. @param matrix rows × columns, row-major @throws NetspectraError for another size */
export function denseOperator(matrix: Float64Array, rows: number, columns: number): LinearOperator {
  checkElements(matrix, rows, columns);
  const apply = async (vectors: Float64Array, count: number) => innerProducts(vectors, count, matrix, rows, columns);
  const applyTransposed = async (vectors: Float64Array, count: number) => {
    const result = new Float64Array(count * columns);
    addCombinations(result, count, vectors, matrix, rows, columns);
    return result;
  };
  return { rows, columns, apply, applyTransposed };
}

/** A dense symmetric matrix as an operator. @param matrix order × order, both halves */
export function denseSymmetricOperator(matrix: Float64Array, order: number): SymmetricOperator {
  checkElements(matrix, order, order);
  return { order, apply: async (vectors, count) => innerProducts(vectors, count, matrix, order, order) };
}

/** Aᵀ. */
export function transposedOperator({
  rows,
  columns,
  apply,
  applyTransposed,
  precision,
}: LinearOperator): LinearOperator {
  return {
    rows: columns,
    columns: rows,
    apply: applyTransposed,
    applyTransposed: apply,
    ...(precision !== undefined && { precision }),
  };
}

/** Aᵀ A, whose eigenvalues are the squares of the singular values of A. One product counts as two. */
export function gramOperator(operator: LinearOperator): SymmetricOperator {
  const { columns, precision, applyGram } = operator;
  return {
    order: columns,
    applicationsPerVector: 2,
    ...(precision !== undefined && { precision }),
    apply:
      applyGram ?? (async (vectors, count) => operator.applyTransposed(await operator.apply(vectors, count), count)),
  };
}

/** A + s I. */
export function shiftedOperator(operator: SymmetricOperator, shift: number): SymmetricOperator {
  return {
    ...operator,
    async apply(vectors, count) {
      const kept = vectors.slice();
      const product = await operator.apply(vectors, count);
      return product.map((value, i) => value + shift * kept[i]!);
    },
  };
}

/**
 * The sum of symmetric operators, such as the Hessians of batches of data; they are applied one after another.
 *
 * @throws NetspectraError for orders that differ
 */
export function sumOperator(parts: readonly SymmetricOperator[]): SymmetricOperator {
  const [first] = parts;
  const other = parts.find(({ order }) => order !== first?.order);
  if (!first || other) {
    return fail({
      subject: "a sum of operators",
      expected: "at least one, all of the same order",
      got: first ? `${first.order} and ${other?.order}` : "none",
    });
  }
  return {
    order: first.order,
    applicationsPerVector: first.applicationsPerVector ?? 1,
    precision: Math.max(...parts.map(({ precision = Number.EPSILON }) => precision)),
    async apply(vectors, count) {
      const sum = new Float64Array(count * first.order);
      for (const part of parts) {
        const product = await part.apply(vectors.slice(), count);
        for (let i = 0; i < sum.length; i++) sum[i]! += product[i]!;
      }
      return sum;
    },
  };
}

function checkElements(matrix: Float64Array, rows: number, columns: number): void {
  if (matrix.length === rows * columns) return;
  fail({ subject: `a ${rows}×${columns} matrix`, expected: `${rows * columns} elements`, got: `${matrix.length}` });
}
