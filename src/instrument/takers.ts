/** Calls that take functions to be called later, by the names under which programs call them. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import type { CallbackKind } from '../trace/channel.ts';

type Node = TSESTree.Node;

export interface Taker {
  readonly kind: CallbackKind;
  /**
   * Which arguments are called. `last`: the name may as well be that of something that takes no function; a name that is the
   * only argument is taken for a function with `last or only`.
   */
  readonly which: 'any' | 'first' | 'first two' | 'last' | 'last or only';
  /** The first argument, where it is a literal, tells what it is about: an event, a path. */
  readonly tells: boolean;
}

const LISTENER: Taker = { kind: 'listener', which: 'any', tells: true };
const REACTION: Taker = { kind: 'reaction', which: 'first', tells: false };
const ABOUT: Taker = { kind: 'callback', which: 'last', tells: true };
/** What is handed to these may be a secret. */
const OTHER: Taker = { kind: 'callback', which: 'last', tells: false };
const ALONE: Taker = { ...OTHER, which: 'last or only' };

function first(kind: CallbackKind): Taker {
  return { kind, which: 'first', tells: false };
}

function words(names: string, taker: Taker): (readonly [string, Taker])[] {
  return names.split(' ').map((name) => [name, taker]);
}

/** Taken by their name alone. */
const SURE = new Map<string, Taker>([
  ...words('on once addListener prependListener prependOnceListener addEventListener', LISTENER),
  ...words('createServer createSecureServer createConnection connect listen request', LISTENER),
  ['then', { ...REACTION, which: 'first two' }],
  ...words('catch finally', REACTION),
  ['nextTick', first('tick')],
  ['queueMicrotask', first('microtask')],
  ...words('setTimeout setInterval', first('timer')),
  ['setImmediate', first('immediate')],
]);

const FILES =
  'access appendFile chmod chown copyFile cp exists fchmod fchown fdatasync fstat fsync ftruncate futimes glob lchown link lstat ' +
  'lutimes mkdir mkdtemp open opendir read readdir readFile readlink readv realpath rename rm rmdir stat statfs symlink ' +
  'truncate unlink unwatchFile utimes watch watchFile write writeFile writev';
const NAMES =
  'lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr ' +
  'resolveSoa resolveSrv resolveTxt reverse';
const WEB = 'all del delete get head options patch post put use';
const SECRETS =
  'argon2 checkPrime generateKey generateKeyPair generatePrime hkdf pbkdf2 randomBytes randomFill randomInt scrypt sign verify';
const COMPRESSION =
  'brotliCompress brotliDecompress deflate deflateRaw gunzip gzip inflate inflateRaw unzip zstdCompress zstdDecompress';
const OTHERS = 'addAbortListener exec execFile finished fork pipeline question send';
const ENDS = 'close destroy end requestAnimationFrame requestIdleCallback subscribe';

/** Names that others use, too, or that take other things as well: there the last argument counts, and how it is written. */
const LIKELY = new Map<string, Taker>([
  ...words(FILES, ABOUT),
  ...words(NAMES, ABOUT),
  ...words(WEB, ABOUT),
  ...words(SECRETS, OTHER),
  ...words(COMPRESSION, OTHER),
  ...words(OTHERS, OTHER),
  ...words(ENDS, ALONE),
]);

export const TAKERS: ReadonlyMap<string, Taker> = new Map([...SURE, ...LIKELY]);

/** Of these, constructors call what they are given; of a stream, what its options hold. */
export const OBSERVERS = /^(?:FinalizationRegistry|\w+Observer)$/;
export const STREAMS = /(?:Duplex|Readable|Stream|Transform|Writable)$/;
export const STREAM_METHODS = new Set(
  'cancel close construct destroy final flush pull read start transform write writev'.split(' '),
);

/** Called at once, and often: what is handed to these is no callback in our sense. */
const AT_ONCE = new Set(
  'every filter find findIndex findLast findLastIndex flatMap forEach map reduce some sort'.split(' '),
);
const ERROR = /^_?err(?:or)?\d*$/i;

/** A function whose first parameter is an error is what Node's convention hands over last, whatever takes it. */
export function takesError(name: string, node: Node | undefined): boolean {
  if (node?.type !== 'ArrowFunctionExpression' && node?.type !== 'FunctionExpression') return false;
  const [parameter] = node.params;
  return parameter?.type === 'Identifier' && ERROR.test(parameter.name) && name !== '' && !AT_ONCE.has(name);
}

export const BY_ERROR = OTHER;
