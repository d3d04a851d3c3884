import { fail } from "../../base/index.ts";
import {
  commitResults,
  committedResults,
  compareCommitted,
  currentCells,
  defaultJobs,
  type PublishedRow,
  planStudy,
  readPublished,
  runStudy,
  type Scale,
  type Study,
  type StudyCollection,
  scales,
  writePages,
} from "../../experiments/index.ts";
import { packageFolder } from "../../platform/node/index.ts";
import { computingFlags, dataDirFlag, outFlag, reportingFlags } from "../commonFlags.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { choice, type FlagValues, grouped, integer, switchFlag, text, texts } from "../flags.ts";
import { dryRunOutcome } from "../studies/dryRunOutcome.ts";
import { findStudy } from "../studies/findStudy.ts";
import { loadStudies } from "../studies/loadStudies.ts";
import { listStudies, studyListText } from "../studies/studyList.ts";
import { studyOutcome } from "../studies/studyOutcome.ts";

const { device, threads } = computingFlags;
const flags = {
  ...grouped("Study", {
    scale: choice("how much of it: seconds, half an hour, the published sizes, or all of the protocol", scales, {
      default: "small",
    }),
    only: texts("run these cells alone, such as layers=4,data=mnist; values of one axis are alternatives; repeatable", {
      placeholder: "AXIS=VALUE",
    }),
    unpublished: switchFlag(
      "run the cells alone whose numbers are not published with the package; published ones count as finished",
    ),
    dryRun: switchFlag("list the cells, which are finished, and what the others would take; then stop"),
    publish: switchFlag(
      "copy the finished cells into the checkout, under experiments/PAPER/results, and write the pages of docs/studies",
    ),
  }),
  ...grouped("Data", {
    data: text("data in place of the study's own: a data set's name or a file, such as digits", { placeholder: "SRC" }),
  }),
  ...dataDirFlag,
  ...grouped("Computing", {
    store: text("folder of trained networks and finished cells; nothing in it is ever computed again", {
      placeholder: "DIR",
      default: "netspectra-runs",
    }),
    jobs: integer("cells at the same time (default: one for two cores and 2 GiB)", { min: 1, max: 256 }),
    device,
    threads: { ...threads, help: "threads inside one operator (default: the cores, shared by the jobs)" },
  }),
  ...outFlag,
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra reproduce [STUDY]` */
export const command = defineCommand({
  positionals: [{ name: "STUDY", help: "a study by its name; without it all are listed", takes: "optional" }],
  flags,
  examples: [
    { command: "reproduce", about: "all studies, and what of them is finished" },
    { command: "reproduce wang2016/figure-1-units --dry-run", about: "what that would take, cell by cell" },
    {
      command: "reproduce wang2016/figure-1-units --only data=mnist --out figure-1",
      about: "a part of it, ours beside the published numbers, with a report in figure-1/report.html",
    },
    {
      command: "reproduce wang2016/figure-1-units --scale smoke --data digits",
      about: "tried in seconds, without any download",
    },
  ],
  sessionWorkers: ({ jobs }, machine) => jobs ?? defaultJobs(machine),

  async run(values, words, context) {
    const word = words[0]?.[0];
    const collection = await loadStudies();
    const { studies } = collection;
    const experiments = context.platform.files.join(packageFolder(), "experiments");
    if (word === undefined) return await listAll(studies, experiments, values, context);
    const study = findStudy(studies, word);
    return await runOne(study, { collection, experiments }, values, context);
  },
});

async function listAll(
  studies: readonly Study[],
  experiments: string,
  { store, publish, unpublished, dryRun, only, data }: Values,
  { platform, started }: Context,
): Promise<Outcome> {
  const ofStudies = {
    "--publish": publish,
    "--unpublished": unpublished,
    "--dry-run": dryRun,
    "--only": only,
    "--data": data,
  };
  const [flag] = Object.entries(ofStudies).find(([, value]) => value !== undefined && value !== false) ?? [];
  if (flag !== undefined) {
    fail({ subject: flag, expected: "a STUDY", got: "none", todo: "netspectra reproduce lists them." });
  }
  const listed = await listStudies(platform, studies, { store, experiments });
  const document = {
    analysis: "reproduce",
    netspectra: platform.versions["netspectra"] ?? "unknown",
    store,
    studies: listed,
    seconds: (platform.now() - started) / 1000,
  };
  const hint =
    "Run one with netspectra reproduce STUDY --scale small; finished cells of all, by scale, are in the table.";
  return { document, text: listed.length === 0 ? "There are no studies." : `${studyListText(listed)}\n\n${hint}` };
}

/** The studies of the package, and where what belongs to them lies. */
interface Shelf {
  readonly collection: StudyCollection;
  readonly experiments: string;
}

async function runOne(study: Study, shelf: Shelf, values: Values, context: Context): Promise<Outcome> {
  const { platform } = context;
  const { experiments } = shelf;
  const { scale, store, only, data, dataDir, device: where, threads: count } = values;
  const jobs = values.jobs ?? defaultJobs(platform);
  const session = { device: where, threads: count ?? Math.max(1, Math.floor(platform.cores / jobs)) };
  if (values.publish) await requirePublishable(experiments, data, context);
  const published = await publishedRows(platform, experiments, study);
  const common = {
    analysis: "reproduce",
    netspectra: platform.versions["netspectra"] ?? "unknown",
    study: study.id,
    version: study.version,
    scale,
    data: data ?? null,
    store,
  };
  const committed = await committedResults(platform, experiments, study.id, scale);
  const known = values.unpublished ? currentCells(study, scale, committed) : [];
  const wanted = { store, data, only, known };
  if (values.dryRun) {
    const plan = await planStudy(platform, study, scale, wanted);
    return await dryRunOutcome(study, plan, common, session, context);
  }
  const run = await runStudy(platform, study, scale, { ...wanted, jobs, dataDir, session });
  if (run.older > 0) {
    platform.reporter.info(`${run.older} cells of another version of ${study.id} in ${store} were left alone.`);
  }
  const agreement = compareCommitted(run.results, committed);
  // What is missing is reported below.
  if (values.publish && !run.cancelled && run.failed.length === 0) {
    await publishCells(shelf, study, scale, store, context);
  }
  return studyOutcome({ study, scale, run, published, agreement }, common, context);
}

async function publishedRows(
  { files }: Context["platform"],
  experiments: string,
  study: Study,
): Promise<readonly PublishedRow[]> {
  const path = files.join(experiments, `${study.id}.csv`);
  if (!(await files.stat(path))) return [];
  return readPublished(new TextDecoder().decode(await files.read(path)), study, path);
}

async function requirePublishable(
  experiments: string,
  data: string | undefined,
  { platform: { files } }: Context,
): Promise<void> {
  if (data !== undefined) {
    fail({ subject: "--publish", expected: "cells on the study's own data", got: `--data ${data}` });
  }
  if (!(await files.stat(files.join(experiments, "..", "tsconfig.studies.json")))) {
    fail({ subject: "--publish", expected: "a checkout of netspectra", got: "an installed package" });
  }
}

/** Commit all cells of the scale that the store has, beside those that lie there; pages are written from what is committed, and say what is missing. */
async function publishCells(
  { collection, experiments }: Shelf,
  study: Study,
  scale: Scale,
  store: string,
  { platform }: Context,
): Promise<void> {
  const { cells } = await planStudy(platform, study, scale, { store });
  const finished = cells.flatMap((cell) => cell.finished ?? []);
  const written = await commitResults(platform, experiments, { study, scale }, finished);
  platform.reporter.info(`${written.length} cells copied to ${platform.files.join(written[0] ?? experiments, "..")}`);
  const pages = platform.files.join(experiments, "..", "docs", "studies");
  for (const name of await writePages(platform, collection, { experiments, pages })) {
    platform.reporter.info(`written: ${platform.files.join(pages, name)}`);
  }
}
