import type { FurtherClaim, Paper } from "../define/paper.ts";
import { type Judgement, type Study, verdicts } from "../define/study.ts";
import { markdownTable } from "./markdownTable.ts";
import { fullestRun, type StudyRunRecord } from "./studyRun.ts";

/** A study and what has been run of it, the largest scale last. */
export interface ListedStudy {
  readonly study: Study;
  readonly runs: readonly StudyRunRecord[];
}

/** A claim of a paper with what has become of it. */
interface JudgedClaim extends Judgement {
  readonly statement: string;
  readonly source: string;
  /** What makes the evidence, and where it is: Markdown. */
  readonly by: string;
}

/**
 * What becomes of all that the papers say: a table for each paper, and how many claims have which verdict. A
 * claim's verdict is that of the largest scale whose cells are all there, or can tell already; else of the scale with the most cells.
 */
export function claimTables(papers: readonly Paper[], listed: readonly ListedStudy[]): string {
  const judged = papers.map((paper) => ({ paper, claims: claimsOf(paper, listed) }));
  const tables = judged.map(({ paper, claims }) =>
    [`## ${paper.title}`, ...(claims.length === 0 ? ["No claims yet."] : [countText(claims), claimTable(claims)])].join(
      "\n\n",
    ),
  );
  return [
    `In all papers, ${countText(
      judged.flatMap(({ claims }) => claims),
      "of",
    )}`,
    ...tables,
  ].join("\n\n");
}

/** In the order of the paper; what has not been run at the end. */
function claimsOf(paper: Paper, listed: readonly ListedStudy[]): readonly JudgedClaim[] {
  const own = paper.studies.flatMap((study) => listed.filter((one) => one.study === study));
  const [run, open] = [own.filter(({ runs }) => runs.length > 0), own.filter(({ runs }) => runs.length === 0)];
  return [...run.flatMap(judgedClaims), ...paper.furtherClaims.map(furtherClaim), ...open.flatMap(judgedClaims)];
}

function claimTable(claims: readonly JudgedClaim[]): string {
  const rows = claims.map(({ statement, source, verdict, evidence, by }) => [
    statement,
    source,
    `**${verdict}**`,
    evidence,
    by,
  ]);
  return markdownTable(["claim", "where", "here", "evidence", "made by"], rows, 5);
}

function judgedClaims({ study, runs }: ListedStudy): readonly JudgedClaim[] {
  return (study.claims ?? []).map(({ statement, source }, i) => {
    const judged = runs.map((run) => ({ run, judgement: run.judgements[i]! }));
    const sure = judged.findLast(({ run, judgement }) => run.missing === 0 || judgement.verdict !== "cannot tell");
    const fullest = fullestRun(runs);
    const { run, judgement } = sure ??
      judged.find(({ run }) => run === fullest) ?? { run: undefined, judgement: notRun };
    const command = `\`netspectra reproduce ${study.id} --scale ${run?.scale ?? "small"}\``;
    return { statement, source, ...judgement, by: run ? `[${command}](${study.id}.md)` : command };
  });
}

const notRun: Judgement = { verdict: "cannot tell", evidence: "Not run yet." };

function furtherClaim({ command, ...claim }: FurtherClaim): JudgedClaim {
  return { ...claim, by: command === undefined ? "–" : `\`${command}\`` };
}

/** "Of 30 claims 8 hold, 5 do not, and of 17 the results cannot tell: the studies of 4 have not been run yet." */
function countText(claims: readonly JudgedClaim[], start: "Of" | "of" = "Of"): string {
  const [holds, fails, open] = verdicts.map((verdict) => claims.filter((claim) => claim.verdict === verdict).length);
  const hold = holds === 1 ? "holds" : "hold";
  const fall = fails === 1 ? "does not" : "do not";
  const unrun = claims.filter(({ evidence }) => evidence === notRun.evidence).length;
  const why =
    unrun === 0 ? "" : `: ${unrun === 1 ? "the study of 1 has" : `the studies of ${unrun} have`} not been run yet`;
  return `${start} ${claims.length} claims ${holds} ${hold}, ${fails} ${fall}, and of ${open} the results cannot tell${why}.`;
}
