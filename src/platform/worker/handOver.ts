/** A value ready for `postMessage`, and the buffers that go along instead of being copied. */
export interface Parcel<T> {
  readonly value: T;
  readonly transfer: ArrayBuffer[];
}

/**
 * Prepare a value for another thread.
 *
 * With `give`, whole buffers are handed over and become empty here; a view of a part of a buffer is copied, so that
 * what else lives in the buffer survives. Without `give` every typed array is copied, and only the part that it shows
 * (a structured clone would copy the whole buffer behind it, twice). Shared memory is passed on as it is.
 */
export function handOver<T>(value: T, give: boolean): Parcel<T> {
  const transfer = new Set<ArrayBuffer>();
  const seen = new Map<object, unknown>();

  const ship = (item: unknown): unknown => {
    if (typeof item !== "object" || item === null) return item;
    const known = seen.get(item);
    if (known !== undefined) return known;
    if (ArrayBuffer.isView(item)) {
      const shipped = shipView(item, give, transfer);
      seen.set(item, shipped);
      return shipped;
    }
    if (Array.isArray(item)) {
      const copy: unknown[] = [];
      seen.set(item, copy);
      for (const element of item) copy.push(ship(element));
      return copy;
    }
    if (Object.getPrototypeOf(item) === Object.prototype) {
      const copy: Record<string, unknown> = {};
      seen.set(item, copy);
      for (const [key, element] of Object.entries(item)) copy[key] = ship(element);
      return copy;
    }
    return item;
  };

  return { value: ship(value) as T, transfer: [...transfer] };
}

function shipView(view: ArrayBufferView, give: boolean, transfer: Set<ArrayBuffer>): ArrayBufferView {
  if (!(view.buffer instanceof ArrayBuffer)) return view;
  if (give && view.byteLength === view.buffer.byteLength) {
    transfer.add(view.buffer);
    return view;
  }
  const copy = copyView(view);
  transfer.add(copy.buffer as ArrayBuffer);
  return copy;
}

/** The shown part of a view in a buffer of its own, of the same kind (Node's Buffer becomes a Uint8Array). */
export function copyView(view: ArrayBufferView): ArrayBufferView {
  const bytes = new Uint8Array(view.byteLength);
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  if (view instanceof Uint8Array) return bytes;
  const Kind = view.constructor as new (buffer: ArrayBuffer) => ArrayBufferView;
  return new Kind(bytes.buffer);
}
