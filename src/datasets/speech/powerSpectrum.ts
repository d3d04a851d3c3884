/**
 * |X_k|² for k = 0 … size/2 of `size` real numbers, in float64: the fast Fourier transform of Cooley and Tukey (1965),
 * radix 2. The result is overwritten by the next call.
 *
 * @param size a power of two
 */
export function createPowerSpectrum(size: number): (signal: Float64Array) => Float64Array {
  const cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
  const sines = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
  const reversed = bitReversal(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const power = new Float64Array(size / 2 + 1);
  return (signal) => {
    for (let i = 0; i < size; i++) real[i] = signal[reversed[i]!]!;
    imaginary.fill(0);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let j = 0; j < half; j++) {
          const upper = start + j;
          const lower = upper + half;
          const c = cosines[j * stride]!;
          const s = sines[j * stride]!;
          const x = real[lower]!;
          const y = imaginary[lower]!;
          const turnedX = x * c - y * s;
          const turnedY = x * s + y * c;
          const u = real[upper]!;
          const v = imaginary[upper]!;
          real[lower] = u - turnedX;
          imaginary[lower] = v - turnedY;
          real[upper] = u + turnedX;
          imaginary[upper] = v + turnedY;
        }
      }
    }
    for (let k = 0; k < power.length; k++) power[k] = real[k]! ** 2 + imaginary[k]! ** 2;
    return power;
  };
}

function bitReversal(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1]! >> 1) | (i % 2 === 1 ? size >> 1 : 0);
  return reversed;
}
