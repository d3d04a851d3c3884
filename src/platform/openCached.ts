import { type Model, type ModelFilesOptions, writeModelFiles } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "./types.ts";

export interface OpenModelOptions extends SessionOptions, ModelFilesOptions {}

interface Entry {
  readonly key: string;
  readonly bytes: number;
  readonly session: Promise<Session>;
  users: number;
}

/** What stays open without a user: a session holds about 1.5 times its weights, and what its last run took. */
const idle = { sessions: 3, bytes: 2 ** 28 } as const;
const caches = new WeakMap<object, Entry[]>();

/**
 * A session for a model of any size, shared with all who ask for the same model with the same options. When the last of
 * them has released it, it stays open for a while: the ones used last, up to 256 MiB of weights.
 *
 * @throws NetspectraError with the runtime's own words when the model cannot be loaded.
 */
export async function openCached(
  platform: Platform,
  model: Model,
  { largestFile, ...given }: OpenModelOptions = {},
): Promise<Session> {
  const options = sessionOptions(given);
  const { bytes, externalData } = writeModelFiles(model, largestFile === undefined ? {} : { largestFile });
  if (externalData.size > 0 || bytes.length > idle.bytes) {
    return platform.openSession(bytes, { transfer: true, ...options, ...(externalData.size > 0 && { externalData }) });
  }
  const key = `${await platform.sha256(bytes)} ${JSON.stringify(options)}`;
  const entries = caches.get(platform) ?? [];
  caches.set(platform, entries);
  const entry = entries.find((own) => own.key === key) ?? {
    key,
    bytes: bytes.length,
    session: platform.openSession(bytes, { transfer: true, ...options }),
    users: 0,
  };
  const forget = () => {
    if (entries.includes(entry)) entries.splice(entries.indexOf(entry), 1);
  };
  forget();
  entries.push(entry);
  entry.users++;
  try {
    const release = async () => {
      entry.users--;
      await evict(entries);
    };
    return shared(await entry.session, release, forget);
  } catch (error) {
    forget();
    throw error;
  }
}

/** What a session depends on; callers hand over their own options with these among them. */
function sessionOptions({ device, threads, optimization, spinning }: SessionOptions): SessionOptions {
  return {
    ...(device && { device }),
    ...(threads !== undefined && { threads }),
    ...(optimization && { optimization }),
    ...(spinning !== undefined && { spinning }),
  };
}

function shared(session: Session, onRelease: () => Promise<void>, onFailure: () => void): Session {
  let released = false;
  return {
    ...session,
    async run(feeds, options) {
      try {
        return await session.run(feeds, options);
      } catch (error) {
        // Its worker may be gone; who asks next gets a new one.
        onFailure();
        throw error;
      }
    },
    async release() {
      if (released) return;
      released = true;
      await onRelease();
    },
  };
}

/** Close what nobody uses and what is too much, the oldest first. */
async function evict(entries: Entry[]): Promise<void> {
  const unused = entries.filter(({ users }) => users === 0);
  while (unused.length > idle.sessions || unused.reduce((sum, { bytes }) => sum + bytes, 0) > idle.bytes) {
    const oldest = unused.shift()!;
    entries.splice(entries.indexOf(oldest), 1);
    await (await oldest.session).release();
  }
}
