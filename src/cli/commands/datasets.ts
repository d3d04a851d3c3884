import { fail } from "../../base/index.ts";
import { type DatasetDescription, describeDatasets, fetchDataset } from "../../datasets/index.ts";
import { dataDirFlag, reportingFlags } from "../commonFlags.ts";
import { type Context, defineCommand, type Outcome } from "../defineCommand.ts";
import { type FlagValues, grouped, switchFlag } from "../flags.ts";
import { formatTable } from "../output/formatTable.ts";

const flags = {
  ...dataDirFlag,
  ...grouped("Data", {
    force: switchFlag("fetch what is there already, too"),
  }),
  ...reportingFlags,
};
type Values = FlagValues<typeof flags>;

/** `netspectra datasets [list|fetch|info] [NAME]` */
export const command = defineCommand({
  positionals: [
    { name: "ACTION", help: "what to do; default: list", takes: "optional", choices: ["list", "fetch", "info"] },
    { name: "NAME", help: "a data set", takes: "optional" },
  ],
  flags,
  examples: [
    { command: "datasets", about: "what there is, and where it lies" },
    { command: "datasets info mnist", about: "licence, citation, files, and whether they are the original ones" },
    { command: "datasets fetch mnist", about: "download, with checksums; a broken download is resumed" },
  ],

  async run(values, [actions, names], context) {
    const action = actions?.[0] ?? "list";
    const name = names?.[0];
    if (values.force && action !== "fetch") {
      fail({
        subject: "--force",
        expected: "datasets fetch NAME",
        got: `datasets ${action}`,
        todo: "Leave --force out.",
      });
    }
    if (action === "list") return await list(name, values, context);
    const what = name ?? fail({ subject: `datasets ${action}`, expected: "the NAME of a data set", got: "nothing" });
    return action === "fetch" ? await fetchOne(what, values, context) : await info(what, values, context);
  },
});

async function list(name: string | undefined, { dataDir }: Values, { platform, started }: Context): Promise<Outcome> {
  const datasets = await describeDatasets(platform, { name, dataDir });
  const rows = datasets.map((d) => [d.name, whereabouts(d), d.title]);
  return {
    document: { ...common({ platform, started }), datasets },
    text: formatTable(["name", "where", "what"], rows),
  };
}

async function info(name: string, { dataDir }: Values, { platform, started }: Context): Promise<Outcome> {
  const datasets = await describeDatasets(platform, { name, dataDir, verify: true });
  const text = datasets.map((d) => {
    const facts = [
      ["name", d.name],
      ["what", d.title],
      ["samples", `${d.count.train} for training, ${d.count.test} for testing`],
      ["shape", d.shape.join(" × ")],
      ["classes", d.classes.length > 12 ? `${d.classes.length}` : d.classes.join(", ")],
      ["licence", d.licence],
      ["citation", d.citation],
      ["where", whereabouts(d)],
      ...(d.note ? [["note", d.note]] : []),
      ...d.files.map(({ path, bytes, checksum }) => ["file", `${path} (${bytes} bytes, checksum: ${checksum})`]),
      ...d.urls.map((url) => ["source", url]),
      ...(d.obtain === undefined ? [] : [["source", d.obtain]]),
    ];
    return facts.map(([key = "", value]) => `${key.padEnd(9)} ${value}`).join("\n");
  });
  return { document: { ...common({ platform, started }), datasets }, text: text.join("\n\n") };
}

async function fetchOne(name: string, { dataDir, force }: Values, context: Context): Promise<Outcome> {
  const fetched = await fetchDataset(context.platform, name, { dataDir, force });
  const text =
    fetched.folder === undefined
      ? `${name} is generated; there is nothing to fetch.`
      : `${name} is in ${fetched.folder} (${fetched.files.length} files, ${fetched.present} of them were there already).`;
  return { document: { ...common(context), fetched: { ...fetched, folder: fetched.folder ?? null } }, text };
}

function common({ platform, started }: Pick<Context, "platform" | "started">) {
  const seconds = (platform.now() - started) / 1000;
  return { analysis: "datasets", netspectra: platform.versions["netspectra"] ?? "unknown", seconds };
}

function whereabouts({ name, state, folder, download, obtain }: DatasetDescription): string {
  if (state === "generated") return "generated";
  if (folder !== undefined) return state === "partial" ? `${folder} (not all of it)` : folder;
  if (obtain !== undefined) return `not here (see \`netspectra datasets info ${name}\`)`;
  return `not here (${(download / 2 ** 20).toFixed(1)} MiB to fetch)`;
}
