import type { Digest, DigestRun } from "../define/digest.ts";

/** The page of a digest; undefined where the results that it needs are not there. */
export function digestPage(digest: Digest, runs: ReadonlyMap<string, DigestRun>): string | undefined {
  const text = digest.write(runs);
  return text === undefined
    ? undefined
    : `# ${digest.title}\n\n${text}\n\nThis page is written by \`node scripts/studies.js\` from the committed results.\n`;
}
