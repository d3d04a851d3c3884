import { encode } from "fast-png";

/** An image as a PNG data URL. @param data red, green and blue of each pixel, row by row */
export function pngUrl(data: Uint8Array, width: number, height: number): string {
  const png = encode({ width, height, data, channels: 3, depth: 8 });
  let binary = "";
  for (const byte of png) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}

/** Red, green and blue of "#rrggbb". */
export function rgbOf(hex: string): readonly [number, number, number] {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  return [red, green, blue];
}
