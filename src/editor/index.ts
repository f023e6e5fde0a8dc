/** All that the extension does in the editor, wired together. */
import * as vscode from 'vscode';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { Trace } from '../trace/tables.ts';
import { ids } from '../panel/ids.ts';
import { followCursor } from './cursor.ts';
import { Follower } from './follower.ts';
import { registerExamples } from './examples.ts';
import { Hovers } from './hovers.ts';
import { isSupported, selector } from './languages.ts';
import { Lenses } from './lenses.ts';
import { registerPages } from './pages.ts';
import { Outlines } from './outlines.ts';
import { Problems } from './problems.ts';
import { Runs } from './runs.ts';
import { findTarget } from './target.ts';
import { registerTraces } from './traces.ts';
import { registerVisualize, Visualize } from './visualize.ts';

/** What `activate` returns; other extensions and tests may read it. */
export interface Api {
  /** The trace that the timeline shows, or null; live while it runs. */
  lastTrace(): Trace | null;
  isRunning(): boolean;
}

export function registerEditor(context: vscode.ExtensionContext, timeline: TimelineView): Api {
  const outlines = new Outlines(vscode.Uri.joinPath(context.extensionUri, 'dist', 'outline-thread.cjs').fsPath);
  const problems = new Problems();
  const runs = new Runs(context, timeline);
  const visualize = new Visualize(runs, timeline, problems);
  const lenses = new Lenses(runs, outlines);
  // A supervisor is a process of some size: there is none for who only edits.
  let isInterested = false;
  const prepare = (editor: vscode.TextEditor | undefined): void => {
    if (!isInterested || editor === undefined || !isSupported(editor.document)) return;
    const target = findTarget(editor.document);
    if (typeof target !== 'string') runs.prepare(target.workspace, editor.document.uri);
  };
  const showInterest = (): void => {
    if (isInterested) return;
    isInterested = true;
    prepare(vscode.window.activeTextEditor);
  };
  context.subscriptions.push(
    problems,
    runs,
    lenses,
    outlines,
    ...registerVisualize(visualize, runs),
    ...registerTraces(context.extensionUri, runs, timeline),
    ...registerPages(runs, timeline),
    new Follower(runs, timeline),
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.languages.registerHoverProvider(selector, new Hovers(runs, outlines, showInterest)),
    ...followCursor(runs, outlines, timeline),
    timeline.onDidReady(showInterest),
    runs.onDidChange(showInterest),
    timeline.onDidStop(() => {
      runs.stop();
    }),
    timeline.onDidRerun(() => visualize.runAgain()),
    registerExamples(context.extensionUri),
    timeline.onDidAskForExamples(() => void vscode.commands.executeCommand(ids.openExample)),
    vscode.window.onDidChangeActiveTextEditor(prepare),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      prepare(vscode.window.activeTextEditor);
    }),
  );
  return { lastTrace: () => runs.shown?.trace ?? null, isRunning: () => runs.isRunning };
}
