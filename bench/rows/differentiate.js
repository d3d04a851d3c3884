export default {
  place: 50,
  title: "Jacobian graph of a residual network of 2,005 nodes, 10 outputs: lowered, differentiated, simplified",
  aim: 2,
  unit: "s",
  minutes: 0.5,
  command: "node bench/differentiate.js",
  measure: ({ rounds, node }) => {
    const { jacobian, ...others } = node("differentiate.js", `${rounds}`);
    return { value: jacobian, ...others };
  },
  details: ({ columns64, columns1000, hessian }) =>
    `Of a network of 60 nodes: 64 and 1,000 columns ${columns64.toFixed(2)} and ${columns1000.toFixed(2)} s, Hessian-vector product ${hessian.toFixed(2)} s.`,
};
