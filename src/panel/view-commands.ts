/** Everything that can be done in the timeline, as commands of the editor: for the palette, for keybindings of one's own. */
import * as vscode from 'vscode';
import { TAKES_KEYS, VIEW_COMMANDS } from '../protocol/view-commands.ts';
import { viewCommandId } from './ids.ts';
import type { TimelineView } from './timeline-view.ts';

export function registerViewCommands(timeline: TimelineView): vscode.Disposable[] {
  return VIEW_COMMANDS.map((command) =>
    vscode.commands.registerCommand(viewCommandId(command), () => {
      timeline.perform(command, TAKES_KEYS.includes(command));
    }),
  );
}
