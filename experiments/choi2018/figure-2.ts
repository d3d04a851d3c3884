import { factorStudy } from "./shared/factorStudy.ts";

export default factorStudy({
  id: "choi2018/figure-2",
  title: "Sparsity, and how many factors the data have",
  item: "Figure 2",
  regulariser: {
    config: { name: "l1Representation", normalised: true },
    label: "L1R",
    description: "the L1 representation regulariser",
    reading:
      "Its sum over the units is divided by their number: as Table 5 prints it, the smallest of the weights keeps some networks from " +
      "learning at all, and the others all of them ([normalised](normalised.md)).",
  },
  statistic: "sparsity",
  fewWeights: [0.001, 0.01, 0.1],
  rises: true,
});
