/**
 * The native handles beneath sockets and child processes. A program can come by one without any function that is guarded
 * (`new tls.TLSSocket()` has one, `new ChildProcess()` too), so what reaches out of the process is refused here as well.
 */
import childProcess from 'node:child_process';
import dns from 'node:dns';
import tls from 'node:tls';
import { apply, createObject, dictionary, ownKeys, weakMapDelete, weakMapHas, weakMapSet } from '../intrinsics.ts';
import { forward, ownerOf, replace } from '../replace.ts';
import { deny } from './deny.ts';
import { hasGrants, isGranted, isReachable, text } from './network.ts';
import { hideClass } from './descriptors.ts';

type Method = (...args: unknown[]) => unknown;
interface Handle {
  unref(): void;
  readonly getsockname?: Method;
}
const EACCES = -13;
const ESRCH = -3;
/** As '' would mean any. */
const NO_PORT = '-';

/** Handles that were bound to no port in particular. */
const unnumbered = new WeakMap<object, unknown>();

/** A handle as Node makes it for a TLS socket, of which nothing else is made. */
function socketHandle(pipe: boolean): Handle | null {
  const { prototype } = tls.TLSSocket as unknown as { prototype: { _wrapHandle?: Method } };
  const { SecureContext } = tls as unknown as { SecureContext?: new () => object };
  if (prototype._wrapHandle === undefined || SecureContext === undefined) return null;
  const self = createObject(prototype) as Record<string, unknown>;
  self['_tlsOptions'] = { pipe, isServer: false, secureContext: new SecureContext() };
  const wrapped = apply(prototype._wrapHandle, self, [null, undefined, false]) as { _parent?: Handle };
  return wrapped._parent ?? null;
}

function guardMethod(handle: object, name: string, check: (self: unknown, args: unknown[]) => number): void {
  const owner = ownerOf(handle, name);
  if (owner === null) return;
  replace(owner, name, (original) => (self, args, target) => {
    const refused = check(self, args);
    return refused === 0 ? forward(original, self, args, target) : refused;
  });
}

/** Node checked the name before: what is refused here did not come through its functions. */
function refuse(what: string): number {
  if (!hasGrants()) deny(what, 'net', '', 'net');
  return EACCES;
}

function guardTcp(handle: Handle): void {
  const { getsockname } = handle;
  for (const name of ['connect', 'connect6'])
    guardMethod(handle, name, (_self, args) =>
      isReachable(text(args[1]), text(args[2]) || NO_PORT) ? 0 : refuse('connecting by a native handle'),
    );
  for (const name of ['bind', 'bind6'])
    guardMethod(handle, name, (self, args) => {
      if (!hasGrants()) return refuse('listening by a native handle');
      // The system will choose the port, and a grant for that says 0.
      if (args[1] === 0 || args[1] === undefined) weakMapSet(unnumbered, self as object, true);
      else weakMapDelete(unnumbered, self as object);
      return 0;
    });
  guardMethod(handle, 'listen', (self) => {
    const bound = dictionary<unknown>();
    if (getsockname !== undefined) apply(getsockname, self, [bound]);
    const { address, port } = bound;
    const host = text(address);
    if (isReachable(host, text(port) || NO_PORT)) return 0;
    const isUnnumbered = weakMapHas(unnumbered, self as object);
    return isUnnumbered && isReachable(host, '0') ? 0 : refuse('listening by a native handle');
  });
}

function guardPipe(handle: Handle): void {
  for (const name of ['bind', 'connect', 'listen', 'fchmod'])
    guardMethod(handle, name, () => (isReachable('', '') ? 0 : refuse(`a pipe's ${name} by a native handle`)));
}

export function guardSocketHandles(): void {
  for (const pipe of [false, true]) {
    const handle = socketHandle(pipe);
    if (handle === null) continue;
    handle.unref();
    guardMethod(handle, 'open', () => deny('opening a descriptor by a native handle', 'net', '', ''));
    if (pipe) guardPipe(handle);
    else guardTcp(handle);
    hideClass(handle);
  }
}

/** Resolvers that Node makes anew, as `dns.setServers` does, end here. */
export function guardNameChannels(): void {
  const handle = (new dns.Resolver() as unknown as { _handle?: object })._handle;
  if (handle === undefined) return;
  const owner = ownerOf(handle, 'queryA');
  for (const name of owner === null ? [] : ownKeys(owner)) {
    if (typeof name !== 'string' || !(name.startsWith('query') || name === 'getHostByAddr')) continue;
    guardMethod(handle, name, (_self, args) => {
      const host = text(args[1]);
      return isGranted(host, '') ? 0 : deny(`dns of ${host}`, 'net', host, `net:${host}`);
    });
  }
  hideClass(handle);
}

/** A handle of no process would send its signal to whatever its memory says. */
export function guardProcessHandles(isAllowed: boolean): void {
  const child = new childProcess.ChildProcess() as unknown as { _handle?: Handle & { pid?: unknown } };
  const handle = child._handle;
  if (handle === undefined) return;
  handle.unref();
  hideClass(handle);
  guardMethod(handle, 'kill', (self) => {
    if (!isAllowed) deny('ChildProcess.kill', 'child-process', '', 'child-process');
    const { pid } = self as { pid?: unknown };
    return typeof pid === 'number' && pid > 0 ? 0 : ESRCH;
  });
  if (!isAllowed) guardMethod(handle, 'spawn', () => deny('ChildProcess.spawn', 'child-process', '', 'child-process'));
}
