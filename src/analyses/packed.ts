/** The upper triangle of a symmetric matrix, row by row: n(n + 1)/2 elements. */
export const packedLength = (n: number) => (n * (n + 1)) / 2;

/** Where row r of a packed triangle would begin if it had a column 0: element (r, c) is at `packedRow(n, r) + c`. */
export const packedRow = (n: number, r: number) => r * n - (r * (r + 1)) / 2;
