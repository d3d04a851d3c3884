import type { Digest } from "../define/digest.ts";
import type { Paper } from "../define/paper.ts";
import { claimTables, type ListedStudy } from "./claimTables.ts";
import { sourceOf } from "./studyPage.ts";
import type { StudyRunRecord } from "./studyRun.ts";

/** What the list tells of. */
export interface StudyListInput {
  readonly papers: readonly Paper[];
  readonly studies: readonly ListedStudy[];
  /** Those that have a page. */
  readonly digests: readonly Digest[];
}

/** The page of all claims and all studies. */
export function studyList({ papers, studies, digests }: StudyListInput): string {
  const rows = studies.map(({ study, runs }) => {
    const title = runs.length === 0 ? study.title : `[${study.title}](${study.id}.md)`;
    return `| \`${study.id}\` | ${title} | ${sourceOf(study)} | ${runs.map(runText).join("; ") || "not run yet"} |`;
  });
  const first = studies[0]?.study.id ?? "STUDY";
  const inHurry = digests.map(({ id, title }) => `[${title}](${id}.md)`);
  return `# What the papers say, and what was found

Tables and figures of papers, and what they lack, as studies that anybody can run again by one command. Every claim of the
papers stands here with what the committed results say of it, computed from their numbers: it **holds** or **does not hold** where a 95 %
interval over the trainings says so, else the results **cannot tell**. The scale in the command says how much was run: at \`small\` networks,
samples and epochs are fewer than published, as the study's page (the link) states, and what does not hold there may hold at the published sizes. What no
study can tell (theorems, opinions, what takes other networks) is judged by what else is known.
${inHurry.length === 0 ? "" : `\nIn a hurry? ${inHurry.join(" · ")}\n`}
${claimTables(papers, studies)}

## Studies

A study is data: a grid of cells, the networks that each needs, what is measured, and what was published. There are four
scales:

- \`smoke\`: seconds, on generated digits; for the tests.
- \`small\`: real data; meant to take under half an hour on 2 free cores; each page says what is less than in the paper.
- \`paper\`: the published sizes and data; one training configuration where the paper searches a grid, with several seeds.
- \`full\`: grid searches and five seeds, too.

Whoever computes a committed cell again is told whether it has the same numbers, to the last bit.

\`\`\`sh
npx netspectra reproduce                                            # what there is
npx netspectra reproduce ${first} --scale small --dry-run   # what it would take
npx netspectra reproduce ${first} --scale small
\`\`\`

How to add one: [adding a study](../adding-a-study.md).

| study | asks about | of | committed results |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

const runText = ({ scale, cells, missing }: StudyRunRecord) =>
  `\`${scale}\`, ${missing === 0 ? `${cells.length} cells` : `${cells.length} of ${cells.length + missing} cells`}`;
