/** One line for each state and phase: what it is, for who meets it for the first time. */
import { said, word } from '../l10n.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  running: word('The task, or a plain function that it called, has the thread.'),
  suspended: word('What it awaits has not happened yet. The thread is free for others.'),
  ready: word('It could go on, but the thread is busy with something else.'),
  blocking: word('Synchronous work that held the thread. Nothing else could run meanwhile.'),
  pending: word('It had not settled when the run ended.'),
  perhaps: word(
    'What it awaits may have been there already: while the thread is held, nobody can look. The longest that it can have been.',
  ),
  refused: word('The sandbox refused it: to the program it is an ordinary error.'),
  rejected: word('What it awaited ended with an error.'),
  operation: word('Work in flight outside of the thread: a timer, a file, a socket, the thread pool.'),
  merged: word('Each of them is too short to be seen here: zoom in to see them one by one.'),
  task: word('One call of an async function, a generator, or a module.'),
  main: word('The program’s own top level, before the event loop turns.'),
  timers: word('Callbacks of setTimeout and setInterval that are due.'),
  pending_callbacks: word('Callbacks that the system put off from the last round.'),
  poll: word('Callbacks of files, sockets and other input or output.'),
  check: word('Callbacks of setImmediate.'),
  close: word('Callbacks of sockets and handles that were closed.'),
};

export function meaningOf(name: string): string {
  return said(MEANINGS[name] ?? '');
}

export function meaningOfPhase(phase: string): string {
  return meaningOf(phase === 'pending' ? 'pending_callbacks' : phase);
}

const STATES: Readonly<Record<string, string>> = {
  running: word('running'),
  suspended: word('suspended'),
  ready: word('ready'),
};

/** What a state is called; '' for what is none. */
export function stateName(state: string): string {
  return said(STATES[state] ?? '');
}

const PHASE_NAMES: Readonly<Record<string, string>> = {
  main: word('main'),
  timers: word('timers'),
  pending: word('pending'),
  poll: word('poll'),
  check: word('check'),
  close: word('close'),
};

export function phaseName(phase: string): string {
  return said(PHASE_NAMES[phase] ?? phase);
}
