import type { Figure } from "../../plots/index.ts";
import { compareStudy } from "../agreement/compareStudy.ts";
import { markdownMarks, overviewCells } from "../agreement/overviewCells.ts";
import type { PublishedRow } from "../agreement/readPublished.ts";
import type { Study } from "../define/study.ts";
import { secondsOf } from "../results/secondsOf.ts";
import type { StoredCell } from "../store/storedCell.ts";
import { agreementText } from "./agreementText.ts";
import { comparisonTable } from "./comparisonTable.ts";
import { markdownTable } from "./markdownTable.ts";
import { publishedFigures } from "./publishedFigures.ts";
import type { StudyRunRecord } from "./studyRun.ts";

export interface StudyPageInput {
  readonly study: Study;
  /** One scale at least, the largest last. */
  readonly runs: readonly StudyRunRecord[];
  readonly published: readonly PublishedRow[];
  /** Markdown written by hand. */
  readonly remarks?: string | undefined;
}

/** Files of a page by their names: "figure-5.md", "figure-5-small-spectra-cifar10.svg". */
export type PageFiles = ReadonlyMap<string, string>;

/** The page of a study: what is asked, what was found, how it agrees with the paper, and how to do it again. */
export async function studyPage(input: StudyPageInput): Promise<PageFiles> {
  const { study, runs, remarks } = input;
  const name = study.id.split("/").at(-1)!;
  const files = new Map<string, string>();
  const sections: string[] = [];
  for (const run of runs.toReversed()) {
    const { text, figures } = await runSection(input, run);
    const shown = figures.map((figure, i) => {
      const file = `${name}-${run.scale}-${figure.name}.svg`;
      files.set(file, `${figure.svg.trimEnd()}\n`);
      const said = figures.slice(0, i).some(({ caption }) => caption === figure.caption);
      return `**${figure.title}**\n\n![${figure.title}](${file})${said ? "" : `\n\n${figure.caption}`}`;
    });
    sections.push([...text, ...shown].join("\n\n"));
  }
  const parts = [
    `# ${study.title}`,
    `${sourceOf(study)}, study \`${study.id}\`.`,
    study.about,
    ...(remarks === undefined ? [] : [`## Remarks\n\n${remarks.trim()}`]),
    ...sections,
    `This page is written by \`node scripts/studies.js\` from the results in \`experiments/${study.id.replace("/", "/results/")}\`.`,
  ];
  files.set(`${name}.md`, `${parts.join("\n\n")}\n`);
  return files;
}

/** "Figure 1 A, Figure 1 B of wang2016", or that the paper has no such thing. */
export function sourceOf({ reproduces: { citation, items } }: Pick<Study, "reproduces">): string {
  return items.length === 0 ? `Beyond the paper (${citation})` : `${items.join(", ")} (${citation})`;
}

async function runSection({ study, published }: StudyPageInput, run: StudyRunRecord) {
  const { cells: results } = run;
  const comparison = compareStudy(study, results, published);
  const agreement = agreementText(study, comparison);
  const figures: readonly Figure[] = [
    ...(await publishedFigures(study, comparison)),
    ...(await study.figures(results)),
  ];
  const { reductions } = study.scales[run.scale];
  const text = [
    `## Scale \`${run.scale}\``,
    ...claimsText(study, run),
    ...overviewText(study, run),
    comparisonTable(study, comparison),
    agreement.length === 0
      ? "Nothing was published that these numbers could be compared with."
      : agreement.join("\n\n"),
    ...(reductions.length === 0
      ? []
      : [`Less than in the paper:\n\n${reductions.map((reduction) => `- ${reduction}`).join("\n")}`]),
    `\`\`\`sh\nnpx netspectra reproduce ${study.id} --scale ${run.scale}\n\`\`\``,
    madeOf(study, run),
  ];
  return { text, figures };
}

/** What becomes of the paper's claims. */
function claimsText({ claims = [] }: Study, { judgements }: StudyRunRecord): readonly string[] {
  if (claims.length === 0) return [];
  const rows = claims.map(({ statement, source }, i) => {
    const { verdict, evidence } = judgements[i]!;
    return [statement, source, `**${verdict}**`, evidence];
  });
  return ["### What the paper says", markdownTable(["claim", "where", "here", "evidence"], rows, 4), "### Numbers"];
}

/** What the cells say together, before what each of them says. */
function overviewText(study: Study, { cells }: StudyRunRecord): readonly string[] {
  const overviews = study.overviews?.(cells) ?? [];
  const tables = overviews.flatMap((overview) => {
    const { header, rows } = overviewCells(overview, markdownMarks);
    return [`### ${overview.title}`, overview.about, markdownTable(header, rows, 1)];
  });
  return tables.length === 0 ? [] : [...tables, "### All cells"];
}

const searched = ({ recipes }: StoredCell) =>
  Object.values(recipes).some((recipe) => (recipe as { search?: unknown }).search !== undefined);

/** Cells, seeds, hours, machine. */
function madeOf(study: Study, { cells, missing }: StudyRunRecord): string {
  const over = Object.keys(cells[0]!.cell).filter((axis) => !study.compare.rows.includes(axis));
  const values = over.map((axis) => {
    const distinct = [...new Set(cells.map(({ cell }) => `${cell[axis]}`))];
    return `${countOf(distinct.length, axis)} (${distinct.join(", ")})`;
  });
  const hours = secondsOf(cells) / 3600;
  const time = hours < 0.95 ? countOf(Math.max(1, Math.round(60 * hours)), "minute") : `${hours.toFixed(1)} hours`;
  const sentences = [
    `${countOf(cells.length, "cell")}${values.length > 0 ? `, ${values.join(", ")}` : ""}; ${time} of training and measuring.`,
    ...unknownTime(cells.filter(searched)),
    ...(missing > 0
      ? [`${countOf(missing, "further cell")} of this scale ${missing === 1 ? "has" : "have"} not been run.`]
      : []),
    "Numbers after ± are half of a 95 % interval of Student's t over the trainings, where there are several.",
    `Made with ${[...new Set(cells.map(versionsText))].join("; ")}, finished ${datesText(cells)}.`,
  ];
  return sentences.join(" ");
}

/** That the trainings which a search did not choose are not in the time, where cells do not know them. */
function unknownTime(cells: readonly StoredCell[]): readonly string[] {
  const unknown = cells.filter(({ trainings }) => trainings === undefined).length;
  const where = unknown === cells.length ? "" : ` in ${unknown} of the cells`;
  return unknown === 0
    ? []
    : [`Where a search chose among several trainings, only the chosen one is in the time${where}.`];
}

const countOf = (count: number, noun: string) => `${count} ${count === 1 ? noun : `${noun}s`}`;

function versionsText({ netspectra, versions }: StoredCell): string {
  const others = Object.entries(versions).filter(([name]) => name !== "netspectra");
  return [`netspectra ${netspectra}`, ...others.map(([name, version]) => `${name} ${version}`)].join(", ");
}

function datesText(cells: readonly StoredCell[]): string {
  const days = cells.map(({ finished }) => finished.slice(0, 10)).sort();
  const [first, last] = [days[0]!, days.at(-1)!];
  return first === last ? `on ${first}` : `from ${first} to ${last}`;
}
