import { allocate, element, release } from "./memory";
import { multiplyTile } from "./tile";

/**
 * Blocks of the product: a block of B (depth × columns) stays in the second-level cache while strips of A, which stay in
 * the first, go by; C is walked along its rows, where the machine fetches ahead.
 */
const blockRows: i32 = 64;
const blockDepth: i32 = 256;
const blockElements: i32 = 1 << 16;

/** Numbers of work space that {@link multiply} takes from the stack. */
export function productWorkspace(): usize {
  return <usize>(blockRows * blockDepth + blockElements + 16 + 3 * 8);
}

/**
 * C ← keep · C + sign · A B, with A rows × depth and B depth × columns, any strides (in elements), C row-major.
 *
 * Blocked and packed as Goto & van de Geijn 2008 (ACM TOMS 34, 12).
 */
export function multiply(
  rows: i32, columns: i32, depth: i32, sign: f64,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cStride: i32, keep: bool,
): void {
  const packedA = allocate(blockRows * blockDepth);
  const packedB = allocate(blockElements);
  const edge = allocate(16);
  for (let k = 0; k < depth; k += blockDepth) {
    const deep = min(blockDepth, depth - k);
    const wide = (blockElements / deep) & ~3;
    for (let j = 0; j < columns; j += wide) {
      const width = min(wide, columns - j);
      packStrips(packedB, element(b, k, bRow, 0) + ((<usize>j * <usize>bColumn) << 3), width, deep, bColumn, bRow);
      for (let i = 0; i < rows; i += blockRows) {
        const height = min(blockRows, rows - i);
        packStrips(packedA, element(a, i, aRow, 0) + ((<usize>k * <usize>aColumn) << 3), height, deep, aRow, aColumn);
        multiplyBlock(height, width, deep, sign, packedA, packedB, element(c, i, cStride, j), cStride, keep || k > 0, edge);
      }
    }
  }
  release(packedA);
}

function multiplyBlock(
  height: i32, width: i32, depth: i32, sign: f64, a: usize, b: usize, c: usize, stride: i32, keep: bool, edge: usize,
): void {
  const strip = <usize>depth << 5;
  for (let i = 0; i < height; i += 4) {
    const aStrip = a + <usize>(i >> 2) * strip;
    for (let j = 0; j < width; j += 4) {
      const bStrip = b + <usize>(j >> 2) * strip;
      const tile = element(c, i, stride, j);
      if (i + 4 <= height && j + 4 <= width) multiplyTile(depth, aStrip, bStrip, tile, stride, sign, keep);
      else {
        multiplyTile(depth, aStrip, bStrip, edge, 4, sign, false);
        copyEdge(edge, tile, stride, min(4, height - i), min(4, width - j), keep);
      }
    }
  }
}

function copyEdge(edge: usize, c: usize, stride: i32, height: i32, width: i32, keep: bool): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const target = element(c, i, stride, j);
      const value = load<f64>(element(edge, i, 4, j));
      store<f64>(target, keep ? load<f64>(target) + value : value);
    }
  }
}

/** Lay `lines` lines of `depth` numbers out in strips of four lines, step by step, with zeros where a strip is short. */
function packStrips(target: usize, source: usize, lines: i32, depth: i32, lineStride: i32, depthStride: i32): void {
  for (let line = 0; line < lines; line += 4) {
    const from = source + ((<usize>line * <usize>lineStride) << 3);
    if (line + 4 > lines) packShortStrip(target, from, lines - line, depth, lineStride, depthStride);
    else if (lineStride == 1) packAcross(target, from, depth, depthStride);
    else packAlong(target, from, depth, lineStride, depthStride);
    target += <usize>depth << 5;
  }
}

function packShortStrip(target: usize, source: usize, lines: i32, depth: i32, lineStride: i32, depthStride: i32): void {
  for (let k = 0; k < depth; k++) {
    for (let line = 0; line < 4; line++) {
      const from = source + ((<usize>line * <usize>lineStride + <usize>k * <usize>depthStride) << 3);
      store<f64>(target + (<usize>(4 * k + line) << 3), line < lines ? load<f64>(from) : 0);
    }
  }
}

/** Four neighbouring lines lie side by side. */
export function packAcross(target: usize, source: usize, depth: i32, depthStride: i32): void {
  const step = <usize>depthStride << 3;
  for (let k = 0; k < depth; k++) {
    v128.store(target, v128.load(source, 0), 0);
    v128.store(target, v128.load(source, 16), 16);
    source += step;
    target += 32;
  }
}

/** Each of the four lines lies along itself. */
export function packAlong(target: usize, source: usize, depth: i32, lineStride: i32, depthStride: i32): void {
  const line = <usize>lineStride << 3, step = <usize>depthStride << 3;
  for (let k = 0; k < depth; k++) {
    store<f64>(target, load<f64>(source), 0);
    store<f64>(target, load<f64>(source + line), 8);
    store<f64>(target, load<f64>(source + 2 * line), 16);
    store<f64>(target, load<f64>(source + 3 * line), 24);
    source += step;
    target += 32;
  }
}
