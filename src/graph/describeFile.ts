interface FileKind {
  readonly kind: string;
  readonly start: string;
  /** Where the mark stands; 0 unless said. */
  readonly at?: number;
  readonly todo?: string;
}

const exportIt = "Export the model to ONNX (torch.onnx.export, tf2onnx, jax2onnx) and give that file.";

/** Marks of files that are taken for ONNX models, as Latin-1 text. */
const fileKinds: readonly FileKind[] = [
  { kind: "a Git LFS pointer", start: "version https://git-lfs", todo: "Fetch the file itself with `git lfs pull`." },
  { kind: "a PNG image", start: "\x89PNG" },
  { kind: "a JPEG image", start: "\xff\xd8\xff" },
  { kind: "a zip archive (such as a PyTorch, Keras or .npz file)", start: "PK\x03\x04", todo: exportIt },
  { kind: "a gzip archive", start: "\x1f\x8b", todo: "Unpack it first." },
  { kind: "an HDF5 file (such as a Keras model)", start: "\x89HDF", todo: exportIt },
  { kind: "a NumPy array", start: "\x93NUMPY" },
  { kind: "a TensorFlow Lite model", start: "TFL3", at: 4, todo: exportIt },
  { kind: "an ONNX Runtime (.ort) model", start: "ORTM", at: 4, todo: "Give the .onnx file that it was made from." },
  { kind: "a GGUF model", start: "GGUF" },
  { kind: "a safetensors file", start: '{"', at: 8, todo: exportIt },
  { kind: "a Python pickle", start: "\x80\x02", todo: exportIt },
  { kind: "a Python pickle", start: "\x80\x04", todo: exportIt },
  { kind: "a PDF document", start: "%PDF" },
];

/** What a file is that is certainly no ONNX model, and what to do about it; undefined where it may be one. */
export function describeFile(bytes: Uint8Array): Pick<FileKind, "kind" | "todo"> | undefined {
  if (bytes.length === 0) return { kind: "an empty file" };
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  const known = fileKinds.find(({ start, at = 0 }) => head.startsWith(start, at));
  if (known) return known;
  return /^[\t\n\r\x20-\x7e]{8,}$/.test(head) ? { kind: "a text file" } : undefined;
}
