/** The last runs on the disk, so that a window that is loaded again still has them. One trace file each, and a list. */
import * as vscode from 'vscode';
import { packTrace } from '../formats/index.ts';
import type { TraceEvent } from '../trace/event.ts';
import { recordsIn } from '../trace/records-in.ts';
import { readInSlices, type Whole } from './reading.ts';

/** Runs that stay selectable. */
export const SELECTABLE = 5;
/** A longer run is not kept beyond the window. The default limit of records is below it; such a file takes some 100 MB. */
const MAX_RECORDS = 13_000_000;
const LIST = 'runs.json';

export interface StoredRun {
  /** Name of the trace file. */
  readonly file: string;
  readonly title: string;
  readonly startedAt: string;
  /** URIs. */
  readonly uri: string;
  readonly folder: string;
  readonly message?: string;
}

export class History {
  readonly #folder: vscode.Uri | undefined;
  readonly #rest: () => Promise<void>;
  /** One write after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param storage undefined in a window without a folder: then nothing is kept
   * @param rest waited for again and again while a long run is packed
   */
  constructor(storage: vscode.Uri | undefined, rest: () => Promise<void>) {
    this.#rest = rest;
    this.#folder = storage === undefined ? undefined : vscode.Uri.joinPath(storage, 'runs');
  }

  /** The latest first; none when nothing was kept, or it cannot be read. */
  async list(): Promise<StoredRun[]> {
    if (this.#folder === undefined) return [];
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, LIST));
      const list: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return Array.isArray(list) ? list.filter(isStoredRun).slice(0, SELECTABLE) : [];
    } catch {
      return [];
    }
  }

  /** @throws when the file is gone or damaged */
  async read(stored: StoredRun): Promise<Whole> {
    if (this.#folder === undefined) throw new Error('There is no history in this window.');
    return readInSlices(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, stored.file)));
  }

  /** Adds a run, and drops the one that is then too many. @returns null when it could not be kept */
  save(run: Omit<StoredRun, 'file'>, events: readonly TraceEvent[]): Promise<StoredRun | null> {
    const saved = this.#last.then(() => this.#write(run, events)).catch(() => null);
    this.#last = saved;
    return saved;
  }

  async #write(run: Omit<StoredRun, 'file'>, events: readonly TraceEvent[]): Promise<StoredRun | null> {
    const folder = this.#folder;
    if (folder === undefined || recordsIn(events) > MAX_RECORDS) return null;
    const { fs } = vscode.workspace;
    const file = `${run.startedAt.replace(/\W/g, '')}.asynctrace`;
    const before = (await this.list()).filter((other) => other.file !== file);
    await fs.createDirectory(folder);
    await fs.writeFile(vscode.Uri.joinPath(folder, file), await packTrace(events, this.#rest));
    const stored = { ...run, file };
    const list = [stored, ...before];
    const text = new TextEncoder().encode(JSON.stringify(list.slice(0, SELECTABLE)));
    await fs.writeFile(vscode.Uri.joinPath(folder, LIST), text);
    for (const old of list.slice(SELECTABLE)) await fs.delete(vscode.Uri.joinPath(folder, old.file));
    return stored;
  }
}

function isStoredRun(value: unknown): value is StoredRun {
  if (typeof value !== 'object' || value === null) return false;
  const fields = ['file', 'title', 'startedAt', 'uri', 'folder'] as const;
  const record = value as Partial<Record<string, unknown>>;
  // A name of ours: it leads nowhere else.
  return fields.every((field) => typeof record[field] === 'string') && /^\w+\.asynctrace$/.test(String(record['file']));
}
