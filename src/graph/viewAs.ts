interface ArrayConstructor<A> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * The bytes as another typed array (little-endian), without a copy where they are aligned.
 * `bytes.length` must be a multiple of the element's size.
 */
export function viewAs<A>(array: ArrayConstructor<A>, bytes: Uint8Array): A {
  const length = bytes.length / array.BYTES_PER_ELEMENT;
  if (bytes.byteOffset % array.BYTES_PER_ELEMENT === 0) return new array(bytes.buffer, bytes.byteOffset, length);
  return new array(new Uint8Array(bytes).buffer, 0, length);
}

/** The bytes behind a typed array, without a copy. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
