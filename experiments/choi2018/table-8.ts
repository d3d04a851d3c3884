import { conditionStudy } from "./shared/conditionStudy.ts";

export default conditionStudy({
  data: "mnist",
  table: 8,
  network: "a perceptron of five hidden layers of 100 units",
  layer: "the fifth hidden layer",
});
