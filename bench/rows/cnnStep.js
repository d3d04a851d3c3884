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
  note: "Convolutions run in the runtime's blocks of channels; a tenth are pools that note where their largest elements were, which would be faster in blocks, too.",
};
