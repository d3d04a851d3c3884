export default {
  place: 41,
  title:
    "Peak resident set of `netspectra edjm`, 3072-2×256-10, n = 60,000, 10 outputs, the 176 MiB of data included, with `--memory 1GiB`",
  aim: 1024,
  unit: "MiB",
  minutes: 9,
  command: "node bench/memory.js 60000 256 2 3072 1GiB",
  measure: ({ node }) => {
    const { peakMiB, seconds } = node("memory.js", "60000", "256", "2", "3072", "1GiB");
    return { value: peakMiB, seconds };
  },
  details: ({ seconds }) =>
    seconds === undefined
      ? "Its time was not taken: the command was paused in between."
      : `The whole command took ${seconds.toFixed(0)} s.`,
};
