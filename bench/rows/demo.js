import path from "node:path";

export default {
  place: 52,
  title: "`netspectra demo`",
  aim: 60,
  unit: "s",
  minutes: 0.5,
  command: "netspectra demo",
  measure: ({ command, folder }) => ({
    value: command("demo", "--quiet", "--out", path.join(folder, "demo")),
  }),
};
