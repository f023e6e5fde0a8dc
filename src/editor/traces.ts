/** Saved traces: writing the last run's, and showing one from a file. Neither runs code, so an untrusted window may. */
import path from 'node:path';
import * as vscode from 'vscode';
import { decodeTrace, encodeTrace, toChrome, toJson, toText } from '../formats/index.ts';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import type { Run, Runs } from './runs.ts';

interface Format extends vscode.QuickPickItem {
  readonly extension: string;
  encode(run: Run): Uint8Array;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function formats(): Format[] {
  return [
    {
      label: vscode.l10n.t('Awaitscope trace'),
      description: '.asynctrace',
      detail: vscode.l10n.t('All that was recorded; opens again here.'),
      extension: 'asynctrace',
      encode: (run) => encodeTrace(run.events),
    },
    {
      label: 'JSON',
      description: '.json',
      detail: vscode.l10n.t('Times, tasks, waits and findings, for other programs.'),
      extension: 'json',
      encode: (run) => text(`${JSON.stringify(toJson(run.trace))}\n`),
    },
    {
      label: vscode.l10n.t('Chrome trace events'),
      description: '.chrome.json',
      detail: vscode.l10n.t('For Perfetto and other viewers.'),
      extension: 'chrome.json',
      encode: (run) => text(`${JSON.stringify(toChrome(run.trace))}\n`),
    },
    {
      label: vscode.l10n.t('Text'),
      description: '.txt',
      detail: vscode.l10n.t('A summary to read.'),
      extension: 'txt',
      encode: (run) => text(toText(run.trace)),
    },
  ];
}

/** @returns the file that was written; undefined when there was nothing to write, or no answer */
async function exportTrace(run: Run | null): Promise<vscode.Uri | undefined> {
  if (run === null) {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is no run to export yet.'));
    return undefined;
  }
  const format = await vscode.window.showQuickPick(formats(), { title: vscode.l10n.t('Export Trace') });
  if (format === undefined) return undefined;
  const name = `${path.posix.basename(run.trace.entry)}.${format.extension}`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(run.folder, name),
    filters: { [format.label]: [format.extension] },
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, format.encode(run));
  return target;
}

async function openTrace(runs: Runs, timeline: TimelineView, resource?: vscode.Uri): Promise<void> {
  const picked = resource ?? (await pick());
  if (picked === undefined) return;
  const name = path.posix.basename(picked.path);
  try {
    const { events, truncated } = decodeTrace(await vscode.workspace.fs.readFile(picked));
    const folder = vscode.workspace.getWorkspaceFolder(picked) ?? vscode.workspace.workspaceFolders?.[0];
    timeline.show();
    await runs.load(
      name,
      folder?.uri ?? vscode.Uri.joinPath(picked, '..'),
      events,
      truncated ? vscode.l10n.t('This trace is cut off; what it holds is shown.') : undefined,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`${name}: ${reason}`);
  }
}

async function pick(): Promise<vscode.Uri | undefined> {
  const filters = { [vscode.l10n.t('Awaitscope trace')]: ['asynctrace'] };
  return (await vscode.window.showOpenDialog({ filters }))?.[0];
}

export function registerTraces(runs: Runs, timeline: TimelineView): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand(ids.exportTrace, () => exportTrace(runs.last)),
    vscode.commands.registerCommand(ids.openTrace, (resource?: unknown) =>
      openTrace(runs, timeline, resource instanceof vscode.Uri ? resource : undefined),
    ),
  ];
}
