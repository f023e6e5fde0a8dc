import * as vscode from 'vscode';
import { registerEditor, type Api } from './editor/index.ts';
import { ids } from './panel/ids.ts';
import { TimelineView } from './panel/timeline-view.ts';
import { registerViewCommands } from './panel/view-commands.ts';

export function activate(context: vscode.ExtensionContext): Api {
  const timeline = new TimelineView(context.extensionUri);
  context.subscriptions.push(
    timeline,
    vscode.window.registerWebviewViewProvider(ids.view, timeline),
    vscode.window.registerWebviewPanelSerializer(ids.tab, timeline),
    ...registerViewCommands(timeline),
  );
  return registerEditor(context, timeline);
}
