import type { ViewCommand } from '../protocol/view-commands.ts';

/** Names that stand in the manifest and in code. A test keeps the two together. */
export const ids = {
  visualize: 'awaitscope.visualize',
  stop: 'awaitscope.stop',
  runAgain: 'awaitscope.runAgain',
  exportTrace: 'awaitscope.exportTrace',
  exportSvg: 'awaitscope.exportSvg',
  exportPng: 'awaitscope.exportPng',
  exportHtml: 'awaitscope.exportHtml',
  exportChrome: 'awaitscope.exportChrome',
  openTrace: 'awaitscope.openTrace',
  chooseRun: 'awaitscope.chooseRun',
  openInEditor: 'awaitscope.openInEditor',
  openInWindow: 'awaitscope.openInWindow',
  playback: 'awaitscope.playback',
  playbackPlay: 'awaitscope.playbackPlay',
  playbackFirst: 'awaitscope.playbackFirst',
  playbackPrevious: 'awaitscope.playbackPrevious',
  playbackNext: 'awaitscope.playbackNext',
  playbackLast: 'awaitscope.playbackLast',
  playbackBackwards: 'awaitscope.playbackBackwards',
  playbackFaster: 'awaitscope.playbackFaster',
  playbackSlower: 'awaitscope.playbackSlower',
  playbackFollow: 'awaitscope.playbackFollow',
  managePermissions: 'awaitscope.managePermissions',
  grant: 'awaitscope.grant',
  revokeGrants: 'awaitscope.revokeGrants',
  openExample: 'awaitscope.openExample',
  view: 'awaitscope.timeline',
  /** Type of the editor tab. */
  tab: 'awaitscope.timelineTab',
  container: 'awaitscope',
  running: 'awaitscope.running',
  hasRun: 'awaitscope.hasRun',
  settings: 'awaitscope',
} as const;

/** The editor's command that does in the timeline what a key does there. */
export function viewCommandId(command: ViewCommand): string {
  return `awaitscope.view.${command}`;
}
