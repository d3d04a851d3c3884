import { edjm, loadDataset, loadModel } from "netspectra";
const model = await loadModel(process.argv[2] ?? "model.onnx");
const data = await loadDataset("digits", {
	split: "validation",
	limit: 1e3
});
const { score, scoreInterval } = await edjm(model, data);
console.log(score, scoreInterval);
