/** Pearson's correlation of two equally long lists, −1 … 1; null where one of the two is constant. */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  if (isConstant(x) || isConstant(y)) return null;
  const [a, b] = [centred(x), centred(y)];
  return dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)));
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function centred(values: ArrayLike<number>): Float64Array {
  const own = new Float64Array(values);
  let sum = 0;
  for (const value of own) sum += value;
  const mean = sum / own.length;
  for (let i = 0; i < own.length; i++) own[i]! -= mean;
  return own;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
