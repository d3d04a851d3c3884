/**
 * |X_k|² for k = 0 … size/2 of `size` real numbers, in float64: a radix-2 fast Fourier transform (Cooley and Tukey 1965)
 * of the numbers taken in pairs as complex ones, from which that of the numbers follows by symmetry. The result is
 * overwritten by the next call.
 *
 * @param size a power of two, at least 2
 */
export function createPowerSpectrum(size: number): (signal: Float64Array) => Float64Array {
  const n = size / 2;
  const cosines = Float64Array.from({ length: n + 1 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
  const sines = Float64Array.from({ length: n + 1 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
  const reversed = bitReversal(n);
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  const power = new Float64Array(n + 1);

  function transformPairs(): void {
    for (let half = 1; half < n; half *= 2) {
      const stride = n / half;
      for (let j = 0; j < half; j++) {
        const c = cosines[j * stride]!;
        const s = sines[j * stride]!;
        for (let upper = j; upper < n; upper += 2 * half) {
          const lower = upper + half;
          const x = real[lower]! * c - imaginary[lower]! * s;
          const y = real[lower]! * s + imaginary[lower]! * c;
          real[lower] = real[upper]! - x;
          imaginary[lower] = imaginary[upper]! - y;
          real[upper] = real[upper]! + x;
          imaginary[upper] = imaginary[upper]! + y;
        }
      }
    }
  }

  return (signal) => {
    for (let i = 0; i < n; i++) {
      real[i] = signal[2 * reversed[i]!]!;
      imaginary[i] = signal[2 * reversed[i]! + 1]!;
    }
    transformPairs();
    for (let k = 0; k <= n; k++) {
      // Even numbers have the part of Z_k that equals the conjugate of Z_{n−k}, odd ones the other; X = even + e^{−2πik/size} odd.
      const a = k & (n - 1);
      const b = (n - k) & (n - 1);
      const oddReal = (imaginary[a]! + imaginary[b]!) / 2;
      const oddImaginary = (real[b]! - real[a]!) / 2;
      const x = (real[a]! + real[b]!) / 2 + cosines[k]! * oddReal - sines[k]! * oddImaginary;
      const y = (imaginary[a]! - imaginary[b]!) / 2 + cosines[k]! * oddImaginary + sines[k]! * oddReal;
      power[k] = x * x + y * y;
    }
    return power;
  };
}

function bitReversal(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1]! >> 1) | (i % 2 === 1 ? size >> 1 : 0);
  return reversed;
}
