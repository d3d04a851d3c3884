import { fromTurns } from "../pairs.js";

export default {
  place: 31,
  title: "SGD step with momentum, the CNN of Choi et al. (table 7), batch 100",
  peer: "PyTorch",
  aim: 1.2,
  unit: "ms",
  minutes: 1,
  command: "node bench/cnnStep.js",
  measure: ({ node, interpreter }) => fromTurns(node("cnnStep.js", "7", interpreter)),
  note: "Half of it are the runtime's convolutions: weights that change from step to step cannot be packed beforehand, and reach 65–85 GFLOP/s where constant ones reach 120; a fifth are the products and copies of the weight gradients (nine forms were tried), a tenth pools that note where their largest elements were.",
};
