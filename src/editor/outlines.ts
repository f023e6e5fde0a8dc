import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { Need } from '../instrument/index.ts';
import type { FunctionInfo, SiteInfo, SourceRange } from '../trace/event.ts';
import { nameOf } from './languages.ts';

/** Ids are local: 1, 2, … in order of the text. */
export interface Outline {
  readonly functions: readonly FunctionInfo[];
  readonly sites: readonly SiteInfo[];
  /** What a run will probably ask for. */
  readonly needs: readonly Need[];
}

export interface OutlineRequest {
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

export interface OutlineAnswer {
  readonly id: number;
  /** Null where the text does not parse. */
  readonly outline: Outline | null;
}

const NOTHING: Outline = { functions: [], sites: [], needs: [] };

/**
 * Functions and sites of open documents, parsed once a version in a thread that is started by the first question. While a
 * text does not parse, the last good outline holds.
 */
export class Outlines implements vscode.Disposable {
  readonly #file: string;
  readonly #known = new WeakMap<vscode.TextDocument, { version: number; outline: Promise<Outline> }>();
  readonly #asked = new Map<number, (outline: Outline | null) => void>();
  #thread: Worker | null = null;
  #lastId = 0;

  /** @param file of the thread, `outline-thread.ts` as it was built */
  constructor(file: string) {
    this.#file = file;
  }

  of(document: vscode.TextDocument): Promise<Outline> {
    const known = this.#known.get(document);
    if (known?.version === document.version) return known.outline;
    const before = known?.outline ?? NOTHING;
    const outline = this.#ask(nameOf(document), document.getText()).then((fresh) => fresh ?? before);
    this.#known.set(document, { version: document.version, outline });
    return outline;
  }

  dispose(): void {
    void this.#thread?.terminate();
  }

  #ask(name: string, text: string): Promise<Outline | null> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#thread ??= this.#start();
      this.#thread.postMessage({ id, name, text } satisfies OutlineRequest);
    });
  }

  #start(): Worker {
    const thread = new Worker(this.#file);
    // The host may end while the thread waits for questions.
    thread.unref();
    thread.on('message', ({ id, outline }: OutlineAnswer) => {
      this.#asked.get(id)?.(outline);
      this.#asked.delete(id);
    });
    // Out of memory, say: what it was asked stays unknown, and the next question starts another.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      this.#thread = null;
      for (const resolve of this.#asked.values()) resolve(null);
      this.#asked.clear();
    });
    return thread;
  }
}

/** 1-based lines and columns → VS Code's range. */
export function rangeOf(at: SourceRange): vscode.Range {
  return new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1);
}

/** The innermost site whose keyword or text holds a position. */
export function siteAt<T extends SiteInfo>(sites: readonly T[], position: vscode.Position): T | null {
  let best: T | null = null;
  for (const site of sites) {
    const range = rangeOf(site);
    if (range.contains(position) && (best === null || rangeOf(best).contains(range))) best = site;
  }
  return best;
}
