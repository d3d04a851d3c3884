/** Advance widths of Helvetica in thousandths of the font size, as its published font metrics (Adobe AFM) give them. */
const advances: readonly (readonly [number, string])[] = [
  [191, "'"],
  [222, "ijl"],
  [260, "|"],
  [278, " !,./:;I[\\]ft\u00a0"],
  [333, "()-`r"],
  [334, "{}"],
  [355, '"'],
  [389, "*"],
  [469, "^"],
  [500, "Jckvxyzs"],
  [556, "#$0123456789?L_abdeghnopqu"],
  [584, "+<=>~×±"],
  [611, "FTZ"],
  [667, "ABEKPSVXY&"],
  [722, "CDHNRUw"],
  [778, "GOQ"],
  [833, "Mm"],
  [889, "%"],
  [944, "W"],
  [1000, "…—"],
  [1015, "@"],
];

const advanceOf = new Map(advances.flatMap(([width, characters]) => [...characters].map((c) => [c, width] as const)));

/** DejaVu Sans, which stands in where none of the theme's fonts is installed, is that much wider than Helvetica, but no letter is wider than 1000. */
const roomForOtherFonts = 1.15;

/** From here on scripts are written in squares (Hangul Jamo, then kana, CJK, emoji). */
const firstSquare = 0x1100;

/**
 * Width of `text` in pixels, set in Helvetica, a font with its metrics, or DejaVu Sans. Characters outside the table count as a
 * digit, or as a square for East Asian scripts and emoji.
 */
export function measureText(text: string, fontSize: number): number {
  let thousandths = 0;
  for (const character of text.normalize("NFC")) {
    const other = character.codePointAt(0)! >= firstSquare && !/[\u2000-\u2bff]/.test(character) ? 1000 : 600;
    const advance = advanceOf.get(character) ?? (/\p{Mark}/u.test(character) ? 0 : other);
    thousandths += Math.max(advance, Math.min(1000, roomForOtherFonts * advance));
  }
  return (thousandths * fontSize) / 1000;
}

/** `text`, or its beginning and end around "…" where it is wider than `width` pixels. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (measureText(text, fontSize) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept * 0.6);
    const short = `${characters.slice(0, head).join("").trimEnd()}…${characters
      .slice(characters.length - (kept - head))
      .join("")
      .trimStart()}`;
    if (measureText(short, fontSize) <= width) return short;
  }
  return "…";
}
