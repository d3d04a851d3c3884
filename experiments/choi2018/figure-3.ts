import { factorStudy } from "./shared/factorStudy.ts";

export default factorStudy({
  id: "choi2018/figure-3",
  title: "Rank, and how many factors the data have",
  item: "Figure 3",
  regulariser: { config: { name: "rank" }, label: "RR", description: "the rank regulariser" },
  statistic: "rank",
  fewWeights: [0.001, 0.1, 10],
  rises: false,
});
