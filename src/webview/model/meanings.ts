/** One line for each state and phase: what it is, for who meets it for the first time. */
export const MEANINGS: Readonly<Record<string, string>> = {
  running: 'The task, or a plain function that it called, has the thread.',
  suspended: 'What it awaits has not happened yet. The thread is free for others.',
  ready: 'It could go on, but the thread is busy with something else.',
  blocking: 'Synchronous work that held the thread. Nothing else could run meanwhile.',
  pending: 'It had not settled when the run ended.',
  perhaps:
    'What it awaits may have been there already: while the thread is held, nobody can look. The longest that it can have been.',
  rejected: 'What it awaited ended with an error.',
  operation: 'Work in flight outside of the thread: a timer, a file, a socket, the thread pool.',
  merged: 'Each of them is too short to be seen here: zoom in to see them one by one.',
  task: 'One call of an async function, a generator, or a module.',
  main: 'The program’s own top level, before the event loop turns.',
  timers: 'Callbacks of setTimeout and setInterval that are due.',
  pending_callbacks: 'Callbacks that the system put off from the last round.',
  poll: 'Callbacks of files, sockets and other input or output.',
  check: 'Callbacks of setImmediate.',
  close: 'Callbacks of sockets and handles that were closed.',
};

export function meaningOfPhase(phase: string): string {
  return MEANINGS[phase === 'pending' ? 'pending_callbacks' : phase] ?? '';
}
