import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes pieces of text to a file, one after the other. @throws what the file system says */
export function writeChunks(file: string, chunks: Iterable<string>): void {
  const descriptor = openSync(file, 'w');
  try {
    for (const chunk of chunks) {
      const bytes = Buffer.from(chunk);
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    }
  } finally {
    closeSync(descriptor);
  }
}
