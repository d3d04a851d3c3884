import type { Random } from "../../src/base/index.ts";

/** Whole numbers at which arithmetic, allocations and loops go wrong. */
const integers = [
  ...[0n, 0n, -1n, -1n, 1n, 2n, 3n, 5n, 7n, -2n, -3n, 8n, 16n, 64n, 65n, 255n, 256n, 1000n, 65536n, 1_000_000n],
  ...[31n, 32n, 33n, 40n, 52n, 53n, 62n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits, -(2n ** bits)]),
  ...[2n ** 63n - 1n, -(2n ** 63n), 1_000_000_000n, 4_000_000_000n],
];
const floats = [0, -0, 1, -1, 0.5, 1e-45, 1e-30, 1e30, 3.4e38, -3.4e38, Number.NaN, Infinity, -Infinity, 2 ** 31, 1e9];
const texts = [
  ...["", "?", "N", "batch", "x", "y", "__proto__", "constructor", "toString", "hasOwnProperty", "length", "0", "-1"],
  ...["N*N", "3*N", "0*N", "*", "N*", "1e3", " ", "\u0000", "\u001b[31m", "\ud7ff\u{1f600}", "../w", "/etc/passwd"],
  ...["a/../../b", "C:\\w", "ai.onnx", "com.microsoft", "ai.onnx.ml", "Relu", "Reshape", "If", "Loop", "Scan"],
  ...["Constant", "Conv", "Einsum", "SAME_LOWER", "reflect", "wrap", "ij,jk->ik", "...->", "x".repeat(5000)],
];

export const pick = <T>(stream: Random, list: readonly T[]): T => list[stream.integer(list.length)]!;

export const hostileInteger = (stream: Random): bigint =>
  stream.integer(4) === 0 ? BigInt(stream.integer(20) - 4) : pick(stream, integers);

export const hostileFloat = (stream: Random): number => pick(stream, floats);

/** One of the file's own names, half of the time. */
export const hostileText = (stream: Random, own: readonly string[]): string =>
  own.length > 0 && stream.integer(2) === 0 ? pick(stream, own) : pick(stream, texts);
