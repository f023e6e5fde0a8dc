/** Names that stand in the manifest and in code. A test keeps the two together. */
export const ids = {
  visualize: 'awaitscope.visualize',
  stop: 'awaitscope.stop',
  runAgain: 'awaitscope.runAgain',
  exportTrace: 'awaitscope.exportTrace',
  openTrace: 'awaitscope.openTrace',
  view: 'awaitscope.timeline',
  container: 'awaitscope',
  running: 'awaitscope.running',
  hasRun: 'awaitscope.hasRun',
  settings: 'awaitscope',
} as const;
