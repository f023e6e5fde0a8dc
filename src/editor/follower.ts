/** While a run is played back, the editor shows the line of each step; the focus stays in the timeline. */
import * as vscode from 'vscode';
import type { RevealRequest, TimelineView } from '../panel/timeline-view.ts';
import { uriOf } from './run.ts';
import type { Runs } from './runs.ts';

export class Follower implements vscode.Disposable {
  readonly #runs: Runs;
  readonly #listener: vscode.Disposable;
  readonly #line = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  /** The latest place; an older one that is still on its way is dropped. */
  #wanted: RevealRequest | null = null;
  #editor: vscode.TextEditor | undefined;

  constructor(runs: Runs, timeline: TimelineView) {
    this.#runs = runs;
    this.#listener = timeline.onDidFollow((place) => this.#follow(place));
  }

  dispose(): void {
    this.#listener.dispose();
    this.#line.dispose();
  }

  async #follow(place: RevealRequest | null): Promise<void> {
    this.#wanted = place;
    const run = this.#runs.shown;
    if (place === null || run === null) {
      this.#editor?.setDecorations(this.#line, []);
      return;
    }
    const uri = uriOf(run, place.file);
    const name = uri.toString();
    try {
      const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === name);
      const editor = open ?? (await vscode.window.showTextDocument(uri, columnBeside()));
      if (this.#wanted !== place) return;
      if (editor !== this.#editor) this.#editor?.setDecorations(this.#line, []);
      this.#editor = editor;
      const line = Math.min(place.line, editor.document.lineCount) - 1;
      const range = new vscode.Range(line, 0, line, 0);
      editor.setDecorations(this.#line, [range]);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    } catch {
      // A file that cannot be opened is not followed; a click on its place says why.
    }
  }
}

/** Never over the timeline's own tab. */
function columnBeside(): vscode.TextDocumentShowOptions {
  const seen = vscode.window.visibleTextEditors[0]?.viewColumn;
  return { viewColumn: seen ?? vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
}
