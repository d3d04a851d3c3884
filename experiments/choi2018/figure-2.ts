import { factorStudy } from "./shared/factorStudy.ts";

export default factorStudy({
  id: "choi2018/figure-2",
  title: "Sparsity, and how many factors the data have",
  item: "Figure 2",
  regulariser: { name: "l1Representation", label: "L1R", description: "the L1 representation regulariser" },
  statistic: "sparsity",
  fewWeights: [0.001, 0.01, 0.1],
  rises: true,
});
