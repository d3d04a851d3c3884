const golden = (3 - Math.sqrt(5)) / 2;

/**
 * Where a function of one variable with a single hill on [from, to] is highest: parabolic steps, golden section where they
 * do not help (Brent 1973, chapter 5). The place is good to about the root of the rounding of f.
 */
export function maximise(f: (x: number) => number, from: number, to: number, tolerance = 1e-9): number {
  let [low, high] = [from, to];
  let x = low + golden * (high - low);
  let [second, third] = [x, x];
  let fx = f(x);
  let [fSecond, fThird] = [fx, fx];
  let [step, before] = [0, 0];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    const least = tolerance * Math.abs(x) + 1e-12;
    if (Math.abs(x - middle) <= 2 * least - (high - low) / 2) break;
    const parabolic = vertexStep(x, second, third, fx, fSecond, fThird);
    const inside = x + parabolic > low && x + parabolic < high;
    if (inside && Math.abs(parabolic) < Math.abs(before) / 2) {
      [before, step] = [step, parabolic];
    } else {
      before = x < middle ? high - x : low - x;
      step = golden * before;
    }
    const trial = x + (Math.abs(step) >= least ? step : Math.sign(step) * least);
    const value = f(trial);
    if (value >= fx) {
      if (trial < x) high = x;
      else low = x;
      [third, second, x] = [second, x, trial];
      [fThird, fSecond, fx] = [fSecond, fx, value];
    } else {
      if (trial < x) low = trial;
      else high = trial;
      if (value >= fSecond || second === x) {
        [third, second] = [second, trial];
        [fThird, fSecond] = [fSecond, value];
      } else if (value >= fThird || third === x || third === second) {
        [third, fThird] = [trial, value];
      }
    }
  }
  return x;
}

/** From x to the vertex of the parabola through three points; NaN where they lie on a line. */
function vertexStep(x: number, w: number, v: number, fx: number, fw: number, fv: number): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  return -((x - v) * q - (x - w) * r) / (2 * (q - r));
}
