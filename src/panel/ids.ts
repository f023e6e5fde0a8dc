import type { ViewCommand } from '../protocol/panel.ts';

/** Names that stand in the manifest and in code. A test keeps the two together. */
export const ids = {
  visualize: 'awaitscope.visualize',
  stop: 'awaitscope.stop',
  runAgain: 'awaitscope.runAgain',
  exportTrace: 'awaitscope.exportTrace',
  openTrace: 'awaitscope.openTrace',
  openExample: 'awaitscope.openExample',
  view: 'awaitscope.timeline',
  container: 'awaitscope',
  running: 'awaitscope.running',
  hasRun: 'awaitscope.hasRun',
  settings: 'awaitscope',
} as const;

/** The editor's command that does in the timeline what a key does there. */
export function viewCommandId(command: ViewCommand): string {
  return `awaitscope.view.${command}`;
}
