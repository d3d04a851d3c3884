/**
 * A matrix that is known only by its products with vectors. A session, a stream of data or another machine may be behind
 * it, so products are promises, and many vectors go at a time.
 */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  /** A v for each of `count` vectors: count × columns, one vector after another, to count × rows. */
  apply(vectors: Float64Array, count: number): Promise<Float64Array>;
  /** Aᵀ u for each of `count` vectors: count × rows to count × columns. */
  applyTransposed(vectors: Float64Array, count: number): Promise<Float64Array>;
  /** Aᵀ A v, where that takes less than two products: one pass over data instead of two. */
  applyGram?(vectors: Float64Array, count: number): Promise<Float64Array>;
  /** Rounding of one product, relative to ‖A‖ ‖v‖. Default: that of float64. */
  readonly precision?: number;
}

/** A symmetric matrix that is known only by its products with vectors. */
export interface SymmetricOperator {
  readonly order: number;
  /** A v for each of `count` vectors: count × order, one vector after another. */
  apply(vectors: Float64Array, count: number): Promise<Float64Array>;
  /** How many products with one vector of what lies behind it one product takes: 2 for AᵀA. Default 1. */
  readonly applicationsPerVector?: number;
  /** Rounding of one product, relative to ‖A‖ ‖v‖. Default: that of float64. */
  readonly precision?: number;
}
