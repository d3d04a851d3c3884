import type { Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";

const samplesAtOnce = 1024;

/** What tells data apart: the values of all samples and their labels, each as a SHA-256, and how many there are. */
export async function dataIdentity(
  { sha256 }: Pick<Platform, "sha256">,
  data: Samples,
): Promise<{ data: string; labels: string; samples: string }> {
  const { labels, count } = data;
  const bytes = labels && new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
  return {
    data: data.sha256 ?? (await contentOf(sha256, data)),
    labels: bytes ? await sha256(bytes) : "none",
    samples: `${count}`,
  };
}

/** A checksum over those of stretches of the data, so that they need not be held at once. */
async function contentOf(sha256: Platform["sha256"], { count, gather }: Samples): Promise<string> {
  const checksums: string[] = [];
  for (let start = 0; start < count; start += samplesAtOnce) {
    const values = gather(Array.from({ length: Math.min(samplesAtOnce, count - start) }, (_, i) => start + i));
    checksums.push(await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
  }
  return sha256(new TextEncoder().encode(checksums.join(" ")));
}
