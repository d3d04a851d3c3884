import { median } from "../pairs.js";

export default {
  place: 51,
  title: "`netspectra --help`",
  aim: 0.3,
  unit: "s",
  minutes: 0.1,
  command: "netspectra --help",
  measure: ({ command }) => ({ value: median(Array.from({ length: 9 }, () => command("--help"))) }),
};
