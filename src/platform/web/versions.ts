/** A page cannot read package.json; a test compares these with it. */
export const packageVersions = { netspectra: "0.1.0", onnxruntime: "1.30.0" } as const;
