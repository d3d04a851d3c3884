import { fail, NetspectraError } from "../../base/index.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "a path that leads through a file",
  EISDIR: "a folder",
  EEXIST: "something that is there already",
  ENOTEMPTY: "a folder that is not empty",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "a file system that is read-only",
  ENOSPC: "a disk that is full",
  EDQUOT: "a quota that is used up",
  EFBIG: "a file that is too large for the file system",
  ENAMETOOLONG: "a name that is too long",
  ELOOP: "symbolic links that go in circles",
  EMFILE: "too many open files",
  EXDEV: "a different file system",
  EIO: "an error of the device",
};

/** Turn an error of the file system into a paragraph that names the path. */
export function fileFault(path: string, expected: string, error: unknown): never {
  if (error instanceof NetspectraError) throw error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  return fail({ subject: path, expected, got: reasons[code] ?? message });
}

/** Whether an error says that there is nothing at a path. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
