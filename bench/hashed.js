// Numbers that JavaScript and Python make alike (hashed.py), so that both sides of a bench work on the same network and data.

/** 32 random bits for number i of a stream: Murmur's finaliser (Appleby, MurmurHash3). */
export function hashed(stream, i) {
  let bits = Math.imul(i, 0x9e3779b1) + Math.imul(stream + 1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** float32 numbers of a stream, uniform between −most and most. */
export function hashedFloats(stream, length, most) {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = (hashed(stream, i) / 2 ** 31 - 1) * most;
  return values;
}

/** Bytes of a stream, from number `start` on. */
export function hashedBytes(stream, length, start = 0) {
  const values = new Uint8Array(length);
  for (let i = 0; i < length; i++) values[i] = hashed(stream, start + i) >>> 24;
  return values;
}
