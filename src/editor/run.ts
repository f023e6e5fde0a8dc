/** A run that is in memory. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { TraceBuilder } from '../trace/builder.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { StoredRun } from './history.ts';

export interface Run {
  /** Grows from run to run. */
  readonly id: number;
  readonly title: string;
  /** The entry's document. */
  readonly uri: vscode.Uri;
  /** Paths in the trace are relative to it. */
  readonly folder: vscode.Uri;
  /** The same on the disk, symbolic links resolved. */
  readonly root: string;
  readonly trace: TraceBuilder;
  readonly events: TraceEvent[];
  /** What the open documents said as it ran, by URI; null of a saved trace. */
  readonly texts: ReadonlyMap<string, string> | null;
  /** What the timeline says of it beside its outcome. */
  message: string | undefined;
  /** What became of it in the history; null before its end. */
  saved: Promise<StoredRun | null> | null;
}

/** How a document's text stands to the run: as it ran, edited since, or not known (a saved trace). */
export type Age = 'current' | 'edited' | 'saved';

export interface Found {
  readonly run: Run;
  /** The document's path in the trace. */
  readonly path: string;
  readonly age: Age;
}

/** The document behind a path of the run's trace. */
export function uriOf(run: Run, file: string): vscode.Uri {
  if (file === run.trace.entry) return run.uri;
  return path.isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(run.folder, file);
}

/** How the document stands to the text that ran. */
export function age(run: Run, document: vscode.TextDocument): Age {
  if (run.texts === null) return 'saved';
  const then = run.texts.get(document.uri.toString());
  // Opened since: version 1 is what the file holds.
  const same = then === undefined ? document.version === 1 : then === document.getText();
  return same ? 'current' : 'edited';
}
