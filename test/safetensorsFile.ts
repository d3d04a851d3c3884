/** Bytes of a `.safetensors` file: a length, a header in JSON, the elements. */
export function safetensorsFile(
  tensors: Readonly<
    Record<string, { dtype: string; shape: readonly number[]; data: ArrayBufferView; offsets?: readonly number[] }>
  >,
): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const parts: Uint8Array[] = [];
  for (const [name, { dtype, shape, data, offsets }] of Object.entries(tensors)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype, shape, data_offsets: offsets ?? [end, end + bytes.length] };
    end += bytes.length;
    parts.push(bytes);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return new Uint8Array(Buffer.concat([length, json, ...parts]));
}
