/** The cursor on an await lights up its bars; a click on a bar goes to its line. */
import * as vscode from 'vscode';
import type { RevealRequest, TimelineView } from '../panel/timeline-view.ts';
import { isSupported } from './languages.ts';
import { siteAt, type Outlines } from './outlines.ts';
import { recordedSite } from './recorded.ts';
import { uriOf } from './run.ts';
import type { Runs } from './runs.ts';
import { inMessage } from './plain-text.ts';

export function followCursor(runs: Runs, outlines: Outlines, timeline: TimelineView): vscode.Disposable[] {
  const highlight = async (editor: vscode.TextEditor | undefined): Promise<void> => {
    if (editor === undefined || !isSupported(editor.document)) return;
    if (runs.shown === null) return;
    const outline = await outlines.of(editor.document);
    const found = runs.find(editor.document);
    if (found === null || found.run !== runs.shown) return;
    const site = siteAt(outline.sites, editor.selection.active);
    const recorded =
      site === null ? undefined : recordedSite(found.run.trace, found.path, site, outline, found.age !== 'current');
    timeline.highlight(recorded === undefined ? [] : [recorded.id]);
  };
  const reveal = async ({ file, line, column }: RevealRequest): Promise<void> => {
    const { shown } = runs;
    if (shown === null) return;
    const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
    try {
      await vscode.window.showTextDocument(uriOf(shown, file), { selection: new vscode.Range(position, position) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(inMessage(vscode.l10n.t('{0} cannot be opened: {1}', file, reason)));
    }
  };
  return [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      void highlight(textEditor);
    }),
    runs.onDidChange(() => {
      void highlight(vscode.window.activeTextEditor);
    }),
    timeline.onDidReveal(reveal),
  ];
}
