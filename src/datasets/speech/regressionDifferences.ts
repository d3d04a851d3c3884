/** Frames on each side that a difference looks at. */
const reach = 2;

/**
 * How fast each coefficient changes: Σ θ (c_{t+θ} − c_{t−θ}) / 2 Σ θ² for θ = 1, 2, the slope of a line through five
 * frames; the first and the last frame are repeated beyond the edges (Furui 1986; The HTK Book 3.4, equation 5.16).
 *
 * @param frames frames × size
 */
export function regressionDifferences(frames: Float64Array, size: number): Float64Array {
  const last = frames.length / size - 1;
  const result = new Float64Array(frames.length);
  let scale = 0;
  for (let theta = 1; theta <= reach; theta++) scale += 2 * theta * theta;
  for (let t = 0; t <= last; t++) {
    for (let theta = 1; theta <= reach; theta++) {
      const after = Math.min(t + theta, last) * size;
      const before = Math.max(t - theta, 0) * size;
      for (let c = 0; c < size; c++) {
        result[t * size + c]! += (theta * (frames[after + c]! - frames[before + c]!)) / scale;
      }
    }
  }
  return result;
}
