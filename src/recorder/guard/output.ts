/** What a program writes to descriptors 1 and 2 by functions of `fs`: it goes where its stdout and stderr go. */
import { Octets, apply, isArray, isView, later, textBytes } from '../intrinsics.ts';
import { writeDescriptor } from '../stdio.ts';

type Callback = (...values: unknown[]) => unknown;
type Bytes = Pick<Uint8Array, 'buffer' | 'byteLength' | 'byteOffset'>;
/** @returns what the call gives, in a box; null where it does not write */
type Write = (descriptor: 1 | 2, args: readonly unknown[]) => { readonly value: unknown } | null;

/** Functions that take a list, and those that take all of one and tell nothing. */
const OF_LISTS = ['writev', 'writevSync'];
const WHOLE = ['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'];
const OTHERS = ['write', 'writeSync'];

/** @param name of a function of `fs` @returns null when it does not write */
export function outputBy(name: string): Write | null {
  const isWhole = WHOLE.includes(name);
  const takesList = OF_LISTS.includes(name);
  if (!isWhole && !takesList && !OTHERS.includes(name)) return null;
  const isSync = name.endsWith('Sync');
  return (descriptor, args) => {
    const callback = args[args.length - 1];
    if (!isSync && typeof callback !== 'function') return null;
    const data = args[1];
    let written = 0;
    if (typeof data === 'string' && !takesList) written = writeDescriptor(descriptor, encoded(data, args));
    else if (takesList && isArray(data) && areViews(data)) {
      for (let i = 0; i < data.length; i++) written += writeDescriptor(descriptor, part(data[i] as Bytes, []));
    } else if (isView(data) && !takesList) written = writeDescriptor(descriptor, part(data, isWhole ? [] : args));
    else return null;
    if (isSync) return { value: isWhole ? undefined : written };
    later(() => {
      apply(callback as Callback, undefined, isWhole ? [null] : [null, written, data]);
    });
    return { value: undefined };
  };
}

function areViews(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (!isView(list[i])) return false;
  return true;
}

/** The text, or its bytes in the encoding that stands behind it: `fs.writeSync(1, text, position, encoding)`. */
function encoded(text: string, args: readonly unknown[]): string | Uint8Array {
  for (let i = 2; i < 4; i++) {
    const encoding = args[i];
    if (typeof encoding === 'string' && encoding !== 'utf8' && encoding !== 'utf-8') return textBytes(text, encoding);
  }
  return text;
}

/** The bytes that `fs.writeSync(1, buffer, offset, length)` means. */
function part({ buffer, byteLength, byteOffset }: Bytes, args: readonly unknown[]): Uint8Array {
  const offset = typeof args[2] === 'number' ? args[2] : 0;
  const length = typeof args[3] === 'number' ? args[3] : byteLength - offset;
  return new Octets(buffer, byteOffset + offset, length);
}
