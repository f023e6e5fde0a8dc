/** Saved traces: writing the last run's, and showing one from a file. Neither runs code, so an untrusted window may. */
import path from 'node:path';
import * as vscode from 'vscode';
import { checkSize, packTrace, jsonChunks, toChrome, toHtml, jsonText, otlpText, toText } from '../formats/index.ts';
import { ids } from '../panel/ids.ts';
import type { TimelineView } from '../panel/timeline-view.ts';
import { readInSlices } from './reading.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';
import { inMessage } from './plain-text.ts';

interface Format extends vscode.QuickPickItem {
  readonly extension: string;
  /** null when there is nothing to write; the reader has been told why. */
  encode(run: Run): Uint8Array | Promise<Uint8Array | null>;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function formats(extensionUri: vscode.Uri, timeline: TimelineView): Format[] {
  return [
    {
      label: vscode.l10n.t('Awaitscope trace'),
      description: '.asynctrace',
      detail: vscode.l10n.t('All that was recorded; opens again here.'),
      extension: 'asynctrace',
      encode: (run) => packTrace(run.events),
    },
    {
      label: vscode.l10n.t('Web page'),
      description: '.html',
      detail: vscode.l10n.t('One file that opens in any browser, with the whole timeline in it.'),
      extension: 'html',
      encode: (run) => encodePage(extensionUri, run),
    },
    {
      label: vscode.l10n.t('Picture, SVG'),
      description: '.svg',
      detail: vscode.l10n.t('What the timeline shows, sharp at any size.'),
      extension: 'svg',
      encode: async () => drawn(await timeline.draw('svg'), 'utf8'),
    },
    {
      label: vscode.l10n.t('Picture, PNG'),
      description: '.png',
      detail: vscode.l10n.t('What the timeline shows, in pixels.'),
      extension: 'png',
      encode: async () => drawn(await timeline.draw('png'), 'base64'),
    },
    {
      label: vscode.l10n.t('Chrome trace events'),
      description: '.chrome.json',
      detail: vscode.l10n.t('For Perfetto and other viewers.'),
      extension: 'chrome.json',
      encode: (run) => pieces(jsonChunks(toChrome(run.trace))),
    },
    {
      label: 'OpenTelemetry',
      description: '.otlp.json',
      detail: vscode.l10n.t('Spans as OTLP/JSON, for collectors and tracing backends.'),
      extension: 'otlp.json',
      encode: (run) => pieces(otlpText(run.trace)),
    },
    {
      label: 'JSON',
      description: '.json',
      detail: vscode.l10n.t('Times, tasks, waits and findings, for other programs.'),
      extension: 'json',
      encode: (run) => pieces(jsonText(run.trace)),
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

function pieces(chunks: Iterable<string>): Uint8Array {
  return Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk)));
}

/** @param picture null when no view was there to draw it */
function drawn(picture: string | null, encoding: 'utf8' | 'base64'): Uint8Array | null {
  if (picture !== null && picture !== '') return Buffer.from(picture, encoding);
  void vscode.window.showWarningMessage(
    vscode.l10n.t('A picture is drawn by the Async Timeline. Open it first, then export again.'),
  );
  return null;
}

async function encodePage(extensionUri: vscode.Uri, run: Run): Promise<Uint8Array> {
  const read = (...names: string[]): Thenable<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...names));
  const [script, icons, iconFont, ...styles] = await Promise.all([
    read('dist', 'page.js'),
    read('dist', 'codicons', 'codicon.css'),
    read('dist', 'codicons', 'codicon.ttf'),
    read('media', 'page.css'),
    read('media', 'webview.css'),
  ]);
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const page = toHtml({
    title: run.title,
    script: decode(script),
    style: styles.map(decode).join('\n'),
    icons: decode(icons),
    iconFont,
    ...(vscode.l10n.bundle === undefined ? {} : { language: vscode.env.language, translations: vscode.l10n.bundle }),
    trace: await packTrace(run.events),
  });
  return text(page);
}

/**
 * @param extension of the format; asks for one when left out
 * @returns the file that was written; undefined when there was nothing to write, or no answer
 */
async function exportTrace(run: Run | null, known: Format[], extension?: string): Promise<vscode.Uri | undefined> {
  if (run === null) {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is no run to export yet.'));
    return undefined;
  }
  const format =
    known.find((other) => other.extension === extension) ??
    (await vscode.window.showQuickPick(known, { title: vscode.l10n.t('Export Trace') }));
  const bytes = await format?.encode(run);
  if (format === undefined || bytes === undefined || bytes === null) return undefined;
  const name = `${path.posix.basename(run.trace.entry)}.${format.extension}`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(run.folder, name),
    filters: { [format.label]: [format.extension] },
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, bytes);
  return target;
}

async function openTrace(runs: Runs, timeline: TimelineView, resource?: vscode.Uri): Promise<void> {
  const picked = resource ?? (await pick());
  if (picked === undefined) return;
  const name = path.posix.basename(picked.path);
  try {
    checkSize((await vscode.workspace.fs.stat(picked)).size);
    const folder = vscode.workspace.getWorkspaceFolder(picked) ?? vscode.workspace.workspaceFolders?.[0];
    const whole = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Reading {0}', name) },
      async () => readInSlices(await vscode.workspace.fs.readFile(picked)),
    );
    timeline.show();
    await runs.load(
      name,
      folder?.uri ?? vscode.Uri.joinPath(picked, '..'),
      whole,
      whole.truncated ? vscode.l10n.t('This trace is cut off; what it holds is shown.') : undefined,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(inMessage(`${name}: ${reason}`));
  }
}

async function pick(): Promise<vscode.Uri | undefined> {
  const filters = { [vscode.l10n.t('Awaitscope trace')]: ['asynctrace'] };
  return (await vscode.window.showOpenDialog({ filters }))?.[0];
}

export function registerTraces(extensionUri: vscode.Uri, runs: Runs, timeline: TimelineView): vscode.Disposable[] {
  const known = formats(extensionUri, timeline);
  const exporting: readonly (readonly [command: string, extension?: string])[] = [
    [ids.exportTrace],
    [ids.exportSvg, 'svg'],
    [ids.exportPng, 'png'],
    [ids.exportHtml, 'html'],
    [ids.exportChrome, 'chrome.json'],
  ];
  return [
    ...exporting.map(([command, extension]) =>
      vscode.commands.registerCommand(command, () => exportTrace(runs.shown, known, extension)),
    ),
    timeline.onDidExport(() => exportTrace(runs.shown, known)),
    vscode.commands.registerCommand(ids.openTrace, (resource?: unknown) =>
      openTrace(runs, timeline, resource instanceof vscode.Uri ? resource : undefined),
    ),
  ];
}
