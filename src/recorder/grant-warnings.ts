/** Node warns of each power that a worker is given, on the program's stderr, where the plain program prints nothing. */
import { apply, createObject, defineProperty, stringStartsWith } from './intrinsics.ts';
import { disguise } from './function-text.ts';

/** Whatever a program emits. */
type Warning = (Error & { readonly code?: unknown }) | null | undefined;
type Listener = (this: NodeJS.Process, warning: Warning) => void;

export function dropGrantWarnings(): void {
  const listeners = process.listeners('warning') as Listener[];
  for (const original of listeners) {
    const listener: Listener = function (warning) {
      const code = warning?.code;
      if (typeof code !== 'string' || !stringStartsWith(code, 'PERM')) apply(original, this, [unlike(warning)]);
    };
    defineProperty(listener, 'name', { value: original.name, configurable: true });
    process.off('warning', original);
    process.on('warning', disguise(listener, original));
  }
}

/** Flags silence the warnings of grants by their name. What the program itself gives that name is printed: it is spelt alike. */
const SILENCED = 'SecurityWarning';

function unlike(warning: Warning): Warning {
  if (typeof warning !== 'object' || warning === null || warning.name !== SILENCED) return warning;
  const other = createObject(warning) as Error;
  defineProperty(other, 'name', { value: Object(SILENCED) as unknown, configurable: true, writable: true });
  return other;
}
