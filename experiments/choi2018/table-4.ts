import { conditionStudy } from "./shared/conditionStudy.ts";

export default conditionStudy({
  data: "cifar10",
  table: 4,
  network: "a convolutional network of four layers and a fully connected one of 128 units",
  layer: "the fully connected layer",
});
