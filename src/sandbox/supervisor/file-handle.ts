/**
 * Node gives its class FileHandle away by a promise only, when the program is running. So a worker gets a handle with its
 * setup: of a file that it may read anyway, and only to look where it leads. https://nodejs.org/api/fs.html#class-filehandle
 */
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** @param runtime folder of the bundles */
export function openFileHandle(runtime: string): Promise<FileHandle> {
  return open(path.join(runtime, 'recorder.cjs'));
}

/** @param handle as it came back */
export function closeFileHandle(handle: unknown): void {
  // A handle that is in no state to be closed ends with the process, soon.
  (handle as FileHandle).close().catch(() => undefined);
}
