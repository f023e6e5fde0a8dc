/** The timeline's pages and what they show: an editor tab, a window of its own, earlier runs, playback. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { PlaybackAction } from '../protocol/panel.ts';
import type { Runs } from './runs.ts';

const PLAYBACK: readonly (readonly [command: string, action: PlaybackAction])[] = [
  [ids.playback, 'toggle'],
  [ids.playbackPlay, 'play'],
  [ids.playbackFirst, 'first'],
  [ids.playbackPrevious, 'previous'],
  [ids.playbackNext, 'next'],
  [ids.playbackLast, 'last'],
  [ids.playbackBackwards, 'backwards'],
  [ids.playbackFaster, 'faster'],
  [ids.playbackSlower, 'slower'],
  [ids.playbackFollow, 'follow'],
];

export function registerPages(runs: Runs, timeline: TimelineView): vscode.Disposable[] {
  return [
    timeline.onDidReady(() => runs.restore()),
    timeline.onDidChoose((id) => choose(runs, id)),
    vscode.commands.registerCommand(ids.chooseRun, () => chooseRun(runs, timeline)),
    vscode.commands.registerCommand(ids.openInEditor, () => {
      timeline.openInEditor();
    }),
    vscode.commands.registerCommand(ids.openInWindow, async () => {
      timeline.openInEditor();
      await vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow');
    }),
    ...PLAYBACK.map(([command, action]) =>
      vscode.commands.registerCommand(command, () => {
        timeline.playback(action);
      }),
    ),
  ];
}

async function chooseRun(runs: Runs, timeline: TimelineView): Promise<void> {
  const items = runs.choices.map(({ id, startedAt, title }) => ({
    id,
    label: title,
    description: startedAt === '' ? '' : new Date(startedAt).toLocaleTimeString(vscode.env.language),
    detail: id === runs.shown?.id ? vscode.l10n.t('Shown now') : '',
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing has run yet.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Choose a Run') });
  if (picked === undefined) return;
  timeline.show();
  await choose(runs, picked.id);
}

async function choose(runs: Runs, id: number): Promise<void> {
  if (await runs.choose(id)) return;
  void vscode.window.showWarningMessage(vscode.l10n.t('What was kept of this run is gone, or damaged. Run it again.'));
}
