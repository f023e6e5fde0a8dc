/** Node warns of each power that a worker is given, on the program's stderr, where the plain program prints nothing. */
import { apply, defineProperty, stringStartsWith } from './intrinsics.ts';
import { disguise } from './function-text.ts';

type Listener = (this: NodeJS.Process, warning: Error & { readonly code?: unknown }) => void;

export function dropGrantWarnings(): void {
  const listeners = process.listeners('warning') as Listener[];
  for (const original of listeners) {
    const listener: Listener = function (warning) {
      const { code } = warning;
      if (typeof code !== 'string' || !stringStartsWith(code, 'PERM')) apply(original, this, [warning]);
    };
    defineProperty(listener, 'name', { value: original.name, configurable: true });
    process.off('warning', original);
    process.on('warning', disguise(listener, original));
  }
}
