/**
 * c + a b in both lanes: fused where the module is compiled with relaxed SIMD, which halves the work of every inner loop.
 */
@inline
export function multiplyAdd(c: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(c, f64x2.mul(a, b));
}
