/** Words as they can be typed into a shell again. */
export function quoteCommand(words: readonly string[]): string {
  return ["netspectra", ...words].map(quoteWord).join(" ");
}

/** One word. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
