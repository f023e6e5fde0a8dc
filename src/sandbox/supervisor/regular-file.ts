import { readFileSync, statSync } from 'node:fs';

/** Throws for a pipe or a device: to read one may take for ever, and the limits of the run with it. */
export function requireRegularFile(file: string): void {
  if (!statSync(file).isFile()) throw new Error(`${file} is not a regular file`);
}

/** The text of a file. Throws for what is no regular file. */
export function readRegularFile(file: string): string {
  requireRegularFile(file);
  return readFileSync(file, 'utf8');
}
