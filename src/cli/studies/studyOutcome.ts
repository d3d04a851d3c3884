import { CancelledError, NetspectraError } from "../../base/index.ts";
import {
  type CommittedAgreement,
  compareStudy,
  formatCell,
  type Overview,
  overviewCells,
  type PublishedRow,
  type Scale,
  type Study,
  type StudyRun,
  secondsOf,
  textMarks,
} from "../../experiments/index.ts";
import { formatDuration } from "../../platform/progressText.ts";
import { citations, type Report, type ReportTable } from "../../plots/index.ts";
import type { Context, Outcome } from "../defineCommand.ts";
import { type Cell, formatTable } from "../output/formatTable.ts";
import { committedText } from "./committedText.ts";
import { agreementSentences, comparisonTable, comparisonText } from "./comparisonText.ts";

/** A study that was run, and what to set its cells against. */
export interface FinishedStudy {
  readonly study: Study;
  readonly scale: Scale;
  readonly run: StudyRun;
  readonly published: readonly PublishedRow[];
  readonly agreement: CommittedAgreement;
}

/**
 * What a run of a study has found out, as document, text and report.
 *
 * @param common keys that every document of the command has
 * @throws the error of the first cell, or CancelledError, where no cell was finished
 */
export function studyOutcome(
  { study, scale, run, published, agreement }: FinishedStudy,
  common: object,
  { platform, started, command }: Context,
): Outcome {
  const { results, failed, cancelled } = run;
  const [first] = failed;
  if (results.length === 0 && first) throw first.error;
  if (results.length === 0) throw new CancelledError(study.id);
  for (const text of failureTexts(failed)) platform.reporter.warn(text);
  const comparison = compareStudy(study, results, published);
  const { reductions } = study.scales[scale];
  const overviews = study.overviews?.(results) ?? [];
  const claims = results.length === 0 ? [] : claimsOf(study, results);
  const document = {
    ...common,
    title: study.title,
    reproduces: study.reproduces,
    status: cancelled ? "cancelled" : failed.length > 0 ? "incomplete" : "ok",
    ...comparison,
    ...(overviews.length > 0 && { overviews }),
    ...(claims.length > 0 && { claims }),
    cells: results.map(({ cell, measures, seconds, trainingSeconds, networks, data }) => ({
      ...{ cell, measures, seconds, trainingSeconds, networks, data },
    })),
    ...(agreement.compared > 0 && { committed: agreement }),
    failed: failed.map(({ cell, error }) => ({ cell, error: messageOf(error) })),
    reductions,
    seconds: (platform.now() - started) / 1000,
    versions: platform.versions,
  };
  const summary =
    `${study.id} at ${scale} scale: ${results.length} cells, ${run.found} of them from the store${run.known > 0 ? `, ${run.known} published` : ""}; ` +
    `${formatDuration(secondsOf(results))} of training and measuring in all.`;
  return {
    document,
    text: [
      comparisonText(study, comparison),
      ...overviews.map(overviewText),
      ...claims.map(claimText),
      summary,
      ...committedText(agreement),
    ].join("\n\n"),
    cancelled,
    ...(first && { error: first.error }),
    report: async (): Promise<Report> => {
      const { header, rows } = comparisonTable(study, comparison);
      const { citation, items } = study.reproduces;
      const source = Object.entries(citations).find(([key]) => key.startsWith(citation));
      return {
        title: study.title,
        subtitle: [items.join(", ") || study.id, `${scale} scale`].join(" · "),
        summary: [study.about, ...agreementSentences(study, comparison)],
        warnings: [...reductions, ...failureTexts(failed)],
        sections: [
          {
            title: "Ours beside the published",
            figures: await study.figures(results),
            tables: [reportTable(header, rows)],
          },
          ...overviews.map(overviewSection),
          ...(claims.length > 0 ? [{ title: "What the paper says", paragraphs: claims.map(claimText) }] : []),
        ],
        command,
        configuration: { ...common, settings: study.scales[scale].settings, versions: platform.versions },
        ...(source && { citations: [source[1]] }),
      };
    },
  };
}

function reportTable(header: readonly string[], rows: readonly (readonly Cell[])[]): ReportTable {
  return {
    columns: header.map((title, i) => ({ key: `${i}`, title })),
    rows: rows.map((row) => Object.fromEntries(row.map((value, i) => [`${i}`, value]))),
  };
}

function overviewSection(overview: Overview) {
  const { header, rows } = overviewCells(overview, textMarks);
  return { title: overview.title, paragraphs: [overview.about], tables: [reportTable(header, rows)] };
}

function overviewText(overview: Overview): string {
  const { header, rows } = overviewCells(overview, textMarks);
  return [overview.title, formatTable(header, rows)].join("\n");
}

function claimsOf({ claims = [] }: Study, results: StudyRun["results"]) {
  return claims.map(({ statement, source, judge }) => ({ statement, source, ...judge(results) }));
}

function claimText({ statement, source, verdict, evidence }: ReturnType<typeof claimsOf>[number]): string {
  return `${statement} (${source}) ${verdict.toUpperCase()}: ${evidence}`;
}

/** A sentence for each kind of error, with the cells that it struck. */
function failureTexts(failed: StudyRun["failed"]): readonly string[] {
  const cells = new Map<string, string[]>();
  for (const { cell, error } of failed) {
    const message = messageOf(error);
    cells.set(message, [...(cells.get(message) ?? []), formatCell(cell)]);
  }
  return [...cells].map(([message, of]) => {
    const count = of.length === 1 ? `the cell ${of[0]}` : `${of.length} cells (${of.join("; ")})`;
    return `${count} failed: ${message}`;
  });
}

const messageOf = (error: unknown): string =>
  error instanceof NetspectraError
    ? error.message
    : `a fault of ours: ${error instanceof Error ? error.message : error}`;
