/** Kinds and plain names of Node's asynchronous resources. https://nodejs.org/api/async_hooks.html#type */
import type { PoolUse, WaitKind } from '../trace/event.ts';
import { PhaseCode } from '../trace/record.ts';
import { detailsOf, type Detail } from './details.ts';
import { dictionary } from './intrinsics.ts';

export interface ResourceType {
  readonly kind: WaitKind;
  readonly name: string;
  readonly phase: number;
  /** Done when its callback begins; the others live until they are destroyed. */
  readonly once: boolean;
  /** How it uses the thread pool of libuv. */
  readonly pool: PoolUse | null;
  /** HTTP: a connection of a server, which one request after the other comes through; or a client's request. */
  readonly http: 'connection' | 'request' | null;
  readonly detail: Detail | undefined;
  /** Of those whose starting line is not known; 0 before the first. */
  plainLabel: number;
}

const types = dictionary<ResourceType>();

function define(
  kind: WaitKind,
  name: string,
  once: boolean,
  names: readonly string[],
  { phase = PhaseCode.Poll, pool = null, http = null }: Partial<ResourceType> = {},
): void {
  for (const type of names)
    types[type] = { kind, name, phase, once, pool, http, detail: detailsOf(type), plainLabel: 0 };
}

define('timer', 'timer', true, ['Timeout'], { phase: PhaseCode.Timers });
define('immediate', 'setImmediate', true, ['Immediate'], { phase: PhaseCode.Check });
define('fs', 'file system request', true, ['FSREQCALLBACK', 'FSREQPROMISE'], { pool: 'whole' });
define('fs', 'file watcher', false, ['FSEVENTWRAP', 'STATWATCHER']);
define('fs', 'closing a file', true, ['FILEHANDLECLOSEREQ'], { pool: 'whole' });
define('net', 'connect', true, ['TCPCONNECTWRAP', 'PIPECONNECTWRAP']);
define('net', 'socket', false, ['TCPWRAP', 'TLSWRAP', 'UDPWRAP', 'JSSTREAM']);
define('net', 'server', false, ['TCPSERVERWRAP']);
define('net', 'HTTP request received', false, ['HTTPINCOMINGMESSAGE'], { http: 'connection' });
define('net', 'HTTP request', false, ['HTTPCLIENTREQUEST'], { http: 'request' });
define('net', 'HTTP/2', false, ['HTTP2SESSION', 'HTTP2STREAM']);
define('net', 'datagram sent', true, ['UDPSENDWRAP']);
define('stream', 'pipe', false, ['PIPEWRAP', 'PIPESERVERWRAP', 'TTYWRAP', 'STREAMPIPE']);
define('stream', 'write', true, ['WRITEWRAP']);
define('stream', 'shutdown', true, ['SHUTDOWNWRAP']);
define('dns', 'address lookup', true, ['GETADDRINFOREQWRAP', 'GETNAMEINFOREQWRAP'], { pool: 'whole' });
define('dns', 'DNS query', true, ['QUERYWRAP']);
define(
  'crypto',
  'crypto job',
  true,
  [
    'PBKDF2REQUEST',
    'SCRYPTREQUEST',
    'RANDOMBYTESREQUEST',
    'RANDOMPRIMEREQUEST',
    'CHECKPRIMEREQUEST',
    'KEYPAIRGENREQUEST',
    'KEYGENREQUEST',
    'KEYEXPORTREQUEST',
    'CIPHERREQUEST',
    'DERIVEBITSREQUEST',
    'HASHREQUEST',
    'SIGNREQUEST',
    'VERIFYREQUEST',
    'ARGON2REQUEST',
  ],
  { pool: 'whole' },
);
define('zlib', 'compression', false, ['ZLIB', 'BROTLI', 'ZSTD'], { pool: 'parts' });
define('child-process', 'child process', false, ['PROCESSWRAP']);
define('worker', 'worker', false, ['WORKER']);
define('event', 'message port', false, ['MESSAGEPORT']);
define('event', 'signal', false, ['SIGNALWRAP']);

/** What a resource type is, or undefined for those that are no asynchronous work (ticks, microtasks, parsers, handles). */
export function resourceType(type: string): ResourceType | undefined {
  return types[type];
}

/** Jobs that run in the turn that is under way, and handles of which no callback tells. */
export function isQuiet(type: string): boolean {
  return (
    type === 'TickObject' || type === 'Microtask' || type === 'PROMISE' || type === 'FILEHANDLE' || type === 'DIRHANDLE'
  );
}
