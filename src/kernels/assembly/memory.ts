/** A stack of work space above the module's own data: `allocate` pushes, `release` pops everything above an address. */
let top: usize = __heap_base;

/** Make room for `bytes` above the present top. False when the machine gives no more memory. */
export function reserve(bytes: f64): bool {
  const pages = (<f64>top + bytes + 64.0) / 65536.0;
  if (pages > 65535.0) return false;
  const missing = <i32>pages + 1 - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

/** `count` float64 numbers, on a cache line. The room must have been reserved. */
export function allocate(count: usize): usize {
  const start = (top + 63) & ~63;
  top = start + (count << 3);
  return start;
}

export function release(address: usize): void {
  top = address;
}

/** Elements from one row to the next: whole cache lines, and never a multiple of 512 bytes, so that rows spread over the cache. */
export function strideOf(columns: i32): i32 {
  const stride = (columns + 7) & ~7;
  return (stride & 63) == 0 ? stride + 8 : stride;
}

/** Rows and columns that are stored for a matrix of `order`: the next multiple of 4, the rest zeros. */
export function sizeOf(order: i32): i32 {
  return (order + 3) & ~3;
}

@inline
export function get(vector: usize, i: i32): f64 {
  return load<f64>(vector + (<usize>i << 3));
}

@inline
export function put(vector: usize, i: i32, value: f64): void {
  store<f64>(vector + (<usize>i << 3), value);
}

@inline
export function element(matrix: usize, row: i32, stride: i32, column: i32): usize {
  return matrix + ((<usize>row * <usize>stride + <usize>column) << 3);
}

@inline
export function zero(vector: usize, count: i32): void {
  memory.fill(vector, 0, <usize>count << 3);
}
