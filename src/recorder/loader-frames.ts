/**
 * Stacks that lead through Node's loader as they are where nobody has hooks for loading: with hooks Node goes another way
 * from what asks for a module to what looks for it.
 */
import { Module } from 'node:module';
import { LOADER, moveFrame } from './frames.ts';
import { dictionary } from './intrinsics.ts';
import type { Position } from './mappings.ts';

const HOOKS = 'node:internal/modules/customization_hooks';
/** From what calls a hook to the next one, and from what asks for a module to the first one. */
const STEP = 'nextStep';
const STARTS = ['resolveWithHooks', 'loadWithHooks'];
/** The way that leads to where CommonJS modules are looked for, with hooks only. */
const DETOUR = 'defaultResolve';

export interface LoaderFrameMethods {
  file(frame: NodeJS.CallSite): string | null;
  name(frame: NodeJS.CallSite): string | null;
  line(frame: NodeJS.CallSite): number | null;
  column(frame: NodeJS.CallSite): number | null;
  text(frame: NodeJS.CallSite): string;
}

/** Where the loader's functions call on, without hooks; by their names. */
const calls = dictionary<Position>();

/** Asks for what is not there, before there are hooks. */
export function missModule(from: string): void {
  Module.createRequire(from)('./awaitscope-missing');
}

/** @param frames of the error that this ended with */
export function learnCalls(frames: readonly NodeJS.CallSite[], methods: LoaderFrameMethods): void {
  for (const frame of frames) {
    const name = methods.name(frame);
    const line = methods.line(frame);
    const column = methods.column(frame);
    if (methods.file(frame) !== LOADER || name === null || line === null || column === null) continue;
    calls[name] ??= { line, column };
  }
}

export interface Detour {
  /** Frames above the uppermost of the recorder's own to be taken back. */
  readonly above: number;
  /** Frames below that to be left out. */
  readonly below: number;
}

const NONE: Detour = { above: 0, below: 0 };

/** What the recorder's hook, whose uppermost frame stands at `top`, has put into a stack. */
export function detourAt(
  frames: readonly NodeJS.CallSite[],
  top: number,
  ownFile: string,
  methods: LoaderFrameMethods,
): Detour {
  const isHook = (at: number, names: readonly string[]): boolean => {
    const frame = frames[at];
    if (frame === undefined || methods.file(frame) !== HOOKS) return false;
    const name = methods.name(frame);
    for (let i = 0; i < names.length; i++) if (names[i] === name) return true;
    return false;
  };
  let end = top + 1;
  for (let frame = frames[end]; frame !== undefined && methods.file(frame) === ownFile; frame = frames[end]) end++;
  if (!isHook(end, [STEP])) return NONE;
  const below = end - top;
  // Hooks of the program's own stand between: what leads to them is there without the recorder, too.
  if (!isHook(end + 1, STARTS) || !isHook(top - 1, [STEP])) return { above: 0, below };
  const before = frames[top - 2];
  const leadsAround = before !== undefined && methods.file(before) === LOADER && methods.name(before) === DETOUR;
  return { above: leadsAround ? 2 : 1, below: below + 1 };
}

/** Puts the frame behind a detour, which calls on from another line without hooks, at its place where that is known. */
export function leaveDetour(frame: NodeJS.CallSite, methods: LoaderFrameMethods): void {
  const name = methods.name(frame);
  const to = name === null || methods.file(frame) !== LOADER ? undefined : calls[name];
  const line = methods.line(frame);
  const column = methods.column(frame);
  if (to === undefined || line === null || column === null) return;
  moveFrame(frame, methods.text(frame), { line, column }, to);
}
