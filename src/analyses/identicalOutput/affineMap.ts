/** z ↦ A z + c on the channels of a tensor. */
export interface AffineMap {
  readonly size: number;
  /** A, size × size, row-major. */
  readonly matrix: Float64Array;
  /** c */
  readonly shift: Float64Array;
}

/**
 * What a matrix is, the narrowest that fits: each kind commutes with more operators than the next ("positive": a positive
 * diagonal times a permutation).
 */
export type MapKind = "identity" | "permutation" | "positive" | "general";

/** From the narrowest kind to the widest. */
export const mapKinds: readonly MapKind[] = ["identity", "permutation", "positive", "general"];

export function kindOf({ size, matrix }: AffineMap): MapKind {
  const used = new Set<number>();
  let [isOrdered, isUnit] = [true, true];
  for (let i = 0; i < size; i++) {
    const column = onlyColumn(matrix, size, i);
    if (column === undefined || used.has(column)) return "general";
    used.add(column);
    const factor = matrix[i * size + column]!;
    if (!(factor > 0)) return "general";
    isOrdered &&= column === i;
    isUnit &&= factor === 1;
  }
  if (!isUnit) return "positive";
  return isOrdered ? "identity" : "permutation";
}

export const hasShift = ({ shift }: AffineMap): boolean => shift.some((value) => value !== 0);

/** Place and value of the one entry of each row, of a matrix that has only one. */
export function monomialOf({ size, matrix }: AffineMap): {
  readonly columns: Int32Array;
  readonly factors: Float64Array;
} {
  const columns = Int32Array.from({ length: size }, (_, i) => onlyColumn(matrix, size, i)!);
  return { columns, factors: Float64Array.from(columns, (column, i) => matrix[i * size + column]!) };
}

/** The map that takes element `columns[i]` to place i. */
export function permutationMap(columns: ArrayLike<number>): AffineMap {
  const size = columns.length;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + columns[i]!] = 1;
  return { size, matrix, shift: new Float64Array(size) };
}

export const identityMap = (size: number): AffineMap => permutationMap(Int32Array.from({ length: size }, (_, i) => i));

/** A z, for a matrix of rows × z.length. */
export function timesVector(matrix: Float64Array, z: ArrayLike<number>): Float64Array {
  const width = z.length;
  return Float64Array.from({ length: width === 0 ? 0 : matrix.length / width }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += matrix[i * width + j]! * z[j]!;
    return sum;
  });
}

/** A B for square matrices; zeros of A cost nothing. */
export function timesMatrix(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = product.subarray(i * size, (i + 1) * size);
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      if (factor === 0) continue;
      const from = k * size;
      for (let j = 0; j < size; j++) row[j]! += factor * b[from + j]!;
    }
  }
  return product;
}

export function transposed({ size, matrix }: AffineMap): Float64Array {
  return Float64Array.from(matrix, (_, at) => matrix[(at % size) * size + Math.floor(at / size)]!);
}

/** A ∘ (z ↦ s z + t), element by element. */
export function afterChannels(map: AffineMap, scale: ArrayLike<number>, offset: ArrayLike<number>): AffineMap {
  const { size, matrix, shift } = map;
  const moved = timesVector(matrix, offset);
  return {
    size,
    matrix: matrix.map((value, at) => value * scale[at % size]!),
    shift: shift.map((value, i) => value + moved[i]!),
  };
}

/** (z ↦ s z + t) ∘ A, element by element. */
export function beforeChannels(map: AffineMap, scale: ArrayLike<number>, offset: ArrayLike<number>): AffineMap {
  const { size, matrix, shift } = map;
  return {
    size,
    matrix: matrix.map((value, at) => value * scale[Math.floor(at / size)]!),
    shift: shift.map((value, i) => scale[i]! * value + offset[i]!),
  };
}

function onlyColumn(matrix: Float64Array, size: number, row: number): number | undefined {
  let only: number | undefined;
  for (let j = 0; j < size; j++) {
    if (matrix[row * size + j] === 0) continue;
    if (only !== undefined) return undefined;
    only = j;
  }
  return only;
}

/** Whether no channel meets another, or moves. */
export const isDiagonal = ({ size, matrix }: AffineMap): boolean =>
  matrix.every((value, at) => value === 0 || at % (size + 1) === 0);
