import type { Study } from "../define/study.ts";
import { sourceOf } from "./studyPage.ts";
import type { StudyRunRecord } from "./studyRun.ts";

/** A study and what has been run of it. */
export interface ListedStudy {
  readonly study: Study;
  readonly runs: readonly StudyRunRecord[];
}

/** The page that lists all studies. */
export function studyList(studies: readonly ListedStudy[]): string {
  const rows = studies.map(({ study, runs }) => {
    const title = runs.length === 0 ? study.title : `[${study.title}](${study.id}.md)`;
    return `| \`${study.id}\` | ${title} | ${sourceOf(study)} | ${runs.map(runText).join("; ") || "not run yet"} |`;
  });
  return `# Studies

Tables and figures of papers, and what they lack, as data: a grid of cells, the networks that each needs, what is measured,
and what was published. Each can be run again by one command, at four scales:

- \`smoke\`: seconds, on generated digits; for the tests.
- \`small\`: real data; meant to take under half an hour on 2 free cores; each page says what is less than in the paper.
- \`paper\`: the published sizes and data, one training configuration, at most 30 epochs, one seed.
- \`full\`: grid search and seeds.

\`\`\`sh
npx netspectra reproduce                                            # what there is
npx netspectra reproduce ${studies[0]?.study.id ?? "STUDY"} --scale small --dry-run   # what it would take
npx netspectra reproduce ${studies[0]?.study.id ?? "STUDY"} --scale small
\`\`\`

How to add one: [adding a study](../adding-a-study.md).

| study | asks about | of | committed results |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

const runText = ({ scale, cells, missing }: StudyRunRecord) =>
  `\`${scale}\`, ${missing === 0 ? `${cells.length} cells` : `${cells.length} of ${cells.length + missing} cells`}`;
