/** Permissions that a run is given, as written after `--allow`: `NAME` or `NAME:DETAIL`. */
export interface Grant {
  readonly name: string;
  /** A folder or file (fs.read, fs.write), a variable (env), `HOST` or `HOST:PORT` (net); '' for the whole of it. */
  readonly detail: string;
}

export function parseGrant(entry: string): Grant {
  const colon = entry.indexOf(':');
  return colon === -1 ? { name: entry, detail: '' } : { name: entry.slice(0, colon), detail: entry.slice(colon + 1) };
}

/** What Node calls these permissions in its errors. https://nodejs.org/api/permissions.html */
export const NODE_PERMISSIONS: Readonly<Record<string, string>> = {
  'fs.read': 'FileSystemRead',
  'fs.write': 'FileSystemWrite',
  'child-process': 'ChildProcess',
  worker: 'WorkerThreads',
  addons: 'Addons',
  inspector: 'Inspector',
  wasi: 'WASI',
  net: 'Net',
};
