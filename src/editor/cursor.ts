/** The cursor on an await lights up its bars; a click on a bar goes to its line. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { TimelineView } from '../panel/timeline-view.ts';
import { recordedSite } from './hovers.ts';
import { isSupported } from './languages.ts';
import { siteAt, type Outlines } from './outlines.ts';
import type { Runs } from './runs.ts';

export function followCursor(runs: Runs, outlines: Outlines, timeline: TimelineView): vscode.Disposable[] {
  return [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const [selection] = selections;
      const { document } = textEditor;
      if (selection === undefined || !isSupported(document)) return;
      const found = runs.find(document);
      if (found === null || found.run !== runs.last) return;
      const site = siteAt(outlines.of(document).sites, selection.active);
      const recorded = site === null ? undefined : recordedSite(found, site);
      timeline.highlight(recorded === undefined ? [] : [recorded.id]);
    }),
    timeline.onDidReveal(async ({ file, line, column }) => {
      const { last } = runs;
      if (last === null) return;
      const full = path.join(last.target.workspace, file);
      const uri = full === last.target.entry ? last.uri : vscode.Uri.file(full);
      const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
      const options = { selection: new vscode.Range(position, position), preserveFocus: false, preview: true };
      await vscode.window.showTextDocument(uri, options).then(undefined, (error: unknown) => {
        void vscode.window.showWarningMessage(
          vscode.l10n.t('{0} cannot be opened: {1}', file, error instanceof Error ? error.message : String(error)),
        );
      });
    }),
  ];
}
