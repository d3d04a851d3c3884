// docs/performance.md from the rows and their results.

const digits = { s: 2, ms: 1, "%": 1 };

/** 1.234 s · 12.3 s · 123 MiB */
function show(value, unit) {
  const places = unit === "s" && value >= 10 ? 1 : (digits[unit] ?? 0);
  return `${value.toFixed(places)}${unit === "%" ? " %" : ` ${unit}`}`;
}

const reaches = ({ aim, atLeast }, { value }) => (atLeast ? value >= aim : value <= aim);
const aimOf = ({ aim, atLeast, peer, unit }) => `${atLeast ? "≥" : "≤"} ${aim}${peer ? "" : ` ${unit}`}`;
const figureOf = ({ peer, unit }, { value }) => (peer ? value.toFixed(2) : show(value, unit));

function comparison(row, result) {
  if (!result) return `| ${row.title} | not measured yet | ${row.peer} | | ${aimOf(row)} | |`;
  const { ours, theirs, all } = result;
  const { unit } = row;
  const each = all.length > 1 ? ` (${all.map((ratio) => ratio.toFixed(2)).join(", ")})` : "";
  const cells = [
    row.title,
    show(ours, unit),
    `${show(theirs, unit)}: ${row.peer}`,
    `${figureOf(row, result)}${each}`,
    aimOf(row),
    reaches(row, result) ? "yes" : "no",
  ];
  return `| ${cells.join(" | ")} |`;
}

function figure(row, result) {
  if (!result) return `| ${row.title} | not measured yet | ${aimOf(row)} | |`;
  return `| ${row.title} | ${figureOf(row, result)} | ${aimOf(row)} | ${reaches(row, result) ? "yes" : "no"} |`;
}

/** What was measured on the same day, machine and versions shares a line. */
function measuredOn(rows, results) {
  const groups = new Map();
  for (const { name } of rows.filter(({ name }) => results[name])) {
    const { date, machine, versions, peers } = results[name];
    const about = `${date}, ${machine}, ${versions}; peers: ${peers}`;
    groups.set(about, [...(groups.get(about) ?? []), name]);
  }
  if (groups.size === 1) return `Measured on ${[...groups.keys()][0]}.`;
  return [...groups].map(([about, names]) => `- Measured on ${about}: ${names.join(", ")}.`).join("\n");
}

/** @param results by the names of the rows */
export function page(rows, results) {
  const withPeer = rows.filter(({ peer }) => peer);
  const alone = rows.filter(({ peer }) => !peer);
  const missed = rows.filter((row) => results[row.name] && !reaches(row, results[row.name]));
  const notes = missed.map((row) => {
    const result = results[row.name];
    const aim = aimOf(row).slice(2);
    return `- **${row.title}${row.peer ? ` (${row.peer})` : ""}: ${figureOf(row, result)} instead of ${aim}.** ${row.note ?? "Not looked into yet."}`;
  });
  const details = rows.flatMap((row) =>
    row.details && results[row.name] ? [`- ${row.title}: ${row.details(results[row.name])}`] : [],
  );
  const commands = rows.map(({ name, command, minutes }) => `| ${name} | \`${command}\` | ${minutes} |`);
  const total = rows.reduce((sum, { minutes }) => sum + minutes, 0);
  const sections = [
    `# Performance

Made by \`npm run bench\`; raw figures: [bench/results.json](../bench/results.json). Ratios are ours over the peer's: medians over
paired runs that alternate on the same machine, those of the single pairs in brackets. Below 1, netspectra is faster; of
arithmetic rates it is above.

${measuredOn(rows, results)}

## Beside peers

| work | netspectra | peer | ratio | aim | reached |
|---|---|---|---|---|---|
${withPeer.map((row) => comparison(row, results[row.name])).join("\n")}

## Memory and time

| what | figure | aim | reached |
|---|---|---|---|
${alone.map((row) => figure(row, results[row.name])).join("\n")}`,
    details.length > 0 && `## More of the same runs\n\n${details.join("\n")}`,
    notes.length > 0 &&
      `## Not reached\n\nWhat the profile shows, what was tried, what remains.\n\n${notes.join("\n")}`,
    `## Commands

After \`npm run build\`; \`npm run bench -- NAME\` measures one row, about ${Math.round(total)} minutes measure all. Both sides of an EDJM work on the same
network and samples, made from hashed numbers, and a row fails where their scores differ by more than 1e-4 of themselves.

| row | command | minutes |
|---|---|---|
${commands.join("\n")}`,
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}
