/** Runs that can be shown again and are not in memory: those of an earlier window, and long ones that were put away. */
import * as vscode from 'vscode';
import { packTrace } from '../formats/index.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { History, StoredRun } from './history.ts';
import { readInSlices, type Whole } from './reading.ts';
import type { Run } from './run.ts';
import { real } from './target.ts';

type Facts = Omit<Run, 'trace' | 'events'>;

interface Away {
  readonly facts: Facts;
  readonly startedAt: string;
  readonly read: () => Promise<Whole>;
}

export class Shelf {
  readonly #history: History;
  readonly #rest: () => Promise<void>;
  readonly #away = new Map<number, Away>();

  /** @param rest waited for again and again while a run is packed */
  constructor(history: History, rest: () => Promise<void>) {
    this.#history = history;
    this.#rest = rest;
  }

  get choices(): { readonly id: number; readonly title: string; readonly startedAt: string }[] {
    return [...this.#away].map(([id, { facts, startedAt }]) => ({ id, title: facts.title, startedAt }));
  }

  has(id: number): boolean {
    return this.#away.has(id);
  }

  /** A run of the history. @param id that it will have */
  add(id: number, stored: StoredRun): void {
    const folder = vscode.Uri.parse(stored.folder);
    const uri = vscode.Uri.parse(stored.uri);
    const { message, startedAt, title } = stored;
    const saved = Promise.resolve(stored);
    const facts = { id, title, uri, folder, root: real(folder.fsPath), texts: null, message, saved };
    this.#away.set(id, { facts, startedAt, read: () => this.#history.read(stored) });
  }

  /**
   * Packs a run in memory, unless the history has it.
   * @param isSpare asked at the end, since that takes a while
   * @returns whether it is here now
   */
  async put(run: Run, isSpare: () => boolean): Promise<boolean> {
    const saved = await run.saved;
    const read = saved === null ? await this.#pack(run.events) : () => this.#history.read(saved);
    if (!isSpare()) return false;
    const { id, title, uri, folder, root, texts, message } = run;
    const facts = { id, title, uri, folder, root, texts, message, saved: run.saved };
    this.#away.set(id, { facts, startedAt: run.trace.startedAt, read });
    return true;
  }

  /** Takes it down again. @returns null when it is gone or damaged; then it is no longer here */
  async bringBack(id: number): Promise<Run | null> {
    const away = this.#away.get(id);
    if (away === undefined) return null;
    try {
      const { events, trace } = await away.read();
      return this.#away.delete(id) ? { ...away.facts, events, trace } : null;
    } catch {
      this.#away.delete(id);
      return null;
    }
  }

  async #pack(events: readonly TraceEvent[]): Promise<() => Promise<Whole>> {
    const packed = await packTrace(events, this.#rest);
    return () => readInSlices(packed);
  }

  /** Forgets those that can no longer be chosen. */
  keepOnly(ids: readonly number[]): void {
    for (const id of this.#away.keys()) if (!ids.includes(id)) this.#away.delete(id);
  }
}
