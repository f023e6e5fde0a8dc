/** Which folder a run may read, and whether a file can be run at all. */
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

export const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** The folder: `root` when the file lies in it, else the file's own. Both come back with links resolved. */
export function findWorkspace(file: string, root: string): { entry: string; workspace: string } {
  const entry = realpathSync(file);
  const folder = realpathSync(root);
  const inside = path.relative(folder, entry);
  const isInside = inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside);
  return { entry, workspace: isInside ? folder : path.dirname(entry) };
}

/** @returns one sentence on why the file cannot be run, or null */
export function whyNotRunnable(file: string): string | null {
  let size: number;
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return `${file} is a folder; name a JavaScript or TypeScript file.`;
    if (!stats.isFile()) return `${file} is not a regular file; name a JavaScript or TypeScript file.`;
    size = stats.size;
  } catch {
    return `${file} does not exist.`;
  }
  if (!SOURCE_EXTENSIONS.includes(path.extname(file))) {
    return `${file} is not a JavaScript or TypeScript file (${SOURCE_EXTENSIONS.join(' ')}).`;
  }
  const head = Buffer.alloc(Math.min(size, 8192));
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, head);
  } finally {
    closeSync(descriptor);
  }
  return head.includes(0) ? `${file} is a binary file, not source text.` : null;
}
