/**
 * Refuses the network but for what is granted: nothing, some hosts and ports, or all. Before Node 25 there is no
 * permission for it, and none by host in any version. Everything of Node that connects or listens ends in the methods
 * guarded here.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import tty from 'node:tty';
import { types } from 'node:util';
import { parseGrant } from '../../trace/grant.ts';
import {
  apply,
  createObject,
  defineProperty,
  dictionary,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  ownKeys,
  setPrototypeOf,
  stringIndexOf,
  toLowerCase,
  toNumber,
  toText,
} from '../intrinsics.ts';
import { forward, replace } from '../replace.ts';
import { deny, fail, refusal, refuseAll } from './deny.ts';
import { guardFetch, placeOfFetch } from './fetches.ts';

interface Place {
  readonly host: string;
  /** '' for every port. */
  readonly port: string;
}

const { isProxy } = types;
const ObjectPrototype = Object.prototype;
/** Under these `listen` takes a descriptor, or a handle on one. */
const LEADS = ['fd', '_handle', 'handle'];

const granted: Place[] = [];
let all = false;

/** `HOST`, `HOST:PORT`, `[IPv6]:PORT` or an IPv6 address alone. */
export function parsePlace(detail: string): Place {
  const bracket = detail.indexOf(']');
  if (detail.startsWith('[') && bracket > 0)
    return { host: toLowerCase(detail.slice(1, bracket)), port: detail.slice(bracket + 2) };
  const colon = detail.indexOf(':');
  const last = detail.lastIndexOf(':');
  if (colon === -1 || colon !== last) return { host: toLowerCase(detail), port: '' };
  return { host: toLowerCase(detail.slice(0, colon)), port: detail.slice(colon + 1) };
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '::1';
}

/** Is anything of the network granted? */
export function hasGrants(): boolean {
  return all || granted.length > 0;
}

/** @param port '' when only the host counts */
export function isGranted(host: string, port: string): boolean {
  if (all) return true;
  const wanted = toLowerCase(host);
  for (let i = 0; i < granted.length; i++) {
    const place = granted[i];
    if (place === undefined) continue;
    if (place.host !== wanted && !(isLocal(place.host) && isLocal(wanted))) continue;
    if (port === '' || place.port === '' || place.port === port) return true;
  }
  return false;
}

/** A copy whose fields cannot change any more; inherited ones included. */
function frozenFields(options: object): Record<string | symbol, unknown> {
  // Without a prototype: nothing that the program puts on Object.prototype is seen in it.
  const copy = createObject(null) as Record<string | symbol, unknown>;
  for (const key in options) copy[key] = (options as Record<string, unknown>)[key];
  const keys = ownKeys(options);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol') copy[key] = (options as Record<symbol, unknown>)[key];
  }
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Brings the forms of connect and listen to one set of options, which is what Node then gets. */
function settle(args: unknown[]): Record<string | symbol, unknown> {
  const first = args[0];
  if (isArray(first)) {
    // Node's own normal form, [options, callback], marked by a symbol. Given as two arguments, it means the same; an array
    // without the mark would be taken for the options themselves.
    const copy = frozenFields(isObject(first[0]) ? first[0] : {});
    args[0] = copy;
    defineProperty(args, 1, { value: first[1] as unknown, configurable: true, enumerable: true, writable: true });
    return copy;
  }
  if (isObject(first)) return (args[0] = frozenFields(first));
  const isPort = typeof first === 'number' || (typeof first === 'string' && toNumber(first) >= 0 && first !== '');
  if (isPort) return { port: first, host: typeof args[1] === 'string' ? args[1] : undefined };
  return first === undefined ? { port: 0 } : { path: first };
}

/** A host or port that is text or a number as it stands; '' else, also where it could be made into one. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? toText(value) : '';
}

function place(host: string, port: string): string {
  const name = stringIndexOf(host, ':') !== -1 ? `[${host}]` : host;
  return port === '' ? name : `${name}:${port}`;
}

/** What is none Node refuses itself, or does not look at. */
function isDescriptor(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

function checkPlace(what: string, options: Record<string | symbol, unknown>, defaultHost: string): void {
  if (isDescriptor(options['fd']) || options['_handle'] !== undefined) deny(`${what} on a descriptor`, 'net', '', '');
  if (all) return;
  const { path, port } = options;
  if (path !== undefined && path !== null) deny(`${what} to ${text(path)}`, 'net', text(path), 'net');
  if (options['host'] !== undefined && typeof options['host'] !== 'string')
    deny(`${what} to a host that is no text`, 'net', '', 'net');
  const host = text(options['host']) || defaultHost;
  const number = text(port);
  if (host === '') deny(`${what} on all interfaces, port ${number}`, 'net', number, 'net');
  const whole = place(host, number);
  if (!isGranted(host, number)) deny(`${what} to ${whole}`, 'net', whole, `net:${whole}`, placeOfFetch(whole));
  // A lookup of the program's own could lead the name anywhere.
  if (options['lookup'] !== undefined) deny(`${what} with a lookup of its own`, 'net', whole, 'net');
}

/** Node quotes options that it refuses, and with them that they have no prototype. */
function quoteAsGiven(copy: object, given: unknown): void {
  if (!isObject(given) || isProxy(given) || getPrototypeOf(given) !== ObjectPrototype) return;
  // Nothing of the prototype is to be taken for a descriptor.
  for (let i = 0; i < LEADS.length; i++) {
    const name = LEADS[i] ?? '';
    const isOwn = getOwnPropertyDescriptor(copy, name) !== undefined;
    if (!isOwn) defineProperty(copy, name, { value: undefined, configurable: true, enumerable: false, writable: true });
  }
  setPrototypeOf(copy, ObjectPrototype);
}

function guardSockets(): void {
  replace(net.Socket.prototype, 'connect', (original) => (self, args, target) => {
    checkPlace('connecting', settle(args), 'localhost');
    return forward(original, self, args, target);
  });
  replace(net.Server.prototype, 'listen', (original) => (self, args, target) => {
    const given = args[0];
    const options = settle(args);
    checkPlace('listening', options, '');
    if (all) quoteAsGiven(options, given);
    return forward(original, self, args, target);
  });
  refuseAll(net, 'net', ['_createServerHandle', 'BoundSocket'], 'net', '');
}

// Whom to ask is not one of them: a question can carry anything anywhere.
const LOCAL_DNS = ['getServers', 'getDefaultResultOrder', 'setDefaultResultOrder'];

function guardNames(): void {
  for (const module of [dns, dns.promises]) {
    const record = module as Record<string, unknown>;
    for (const name of ownKeys(module)) {
      if (typeof name !== 'string' || LOCAL_DNS.includes(name) || typeof record[name] !== 'function') continue;
      replace(module, name, (original) => (self, args, target) => {
        const host = text(args[0]);
        if (name === 'Resolver' || !isGranted(host, '')) {
          const resource = name === 'Resolver' ? '' : host;
          const error = refusal(
            `dns.${name}${resource === '' ? '' : ` of ${resource}`}`,
            'net',
            resource,
            resource === '' ? 'net' : `net:${resource}`,
          );
          const style = module === dns ? 'callback' : 'promise';
          return fail(error, name === 'Resolver' || name === 'setServers' ? 'throws' : style, args);
        }
        if (name === 'lookup') noteAddresses(host, args);
        return forward(original, self, args, target);
      });
    }
  }
}

/** Addresses that names which are granted were looked up to: what a native handle may connect to. */
const reached = dictionary<true>();

function noteAddresses(host: string, args: unknown[]): void {
  const last = args.length - 1;
  const callback = args[last];
  if (typeof callback !== 'function') return;
  args[last] = function (this: unknown, error: unknown, found: unknown, family: unknown): unknown {
    const list = isArray(found) ? found : [{ address: found }];
    for (let i = 0; i < list.length; i++) {
      const address = text((list[i] as { address?: unknown } | undefined)?.address);
      if (address !== '') reached[`${toLowerCase(host)} ${address}`] = true;
    }
    return apply(callback as (...values: unknown[]) => unknown, this, [error, found, family]);
  };
}

/** May a native handle be connected to, or listen on, this address and port? */
export function isReachable(address: string, port: string): boolean {
  if (isGranted(address, port)) return true;
  for (let i = 0; i < granted.length; i++) {
    const { host = '' } = granted[i] ?? {};
    if (reached[`${host} ${address}`] === true && isGranted(host, port)) return true;
  }
  return false;
}

export function guardNetwork(allow: readonly string[]): void {
  for (const entry of allow) {
    const { detail, name } = parseGrant(entry);
    if (name !== 'net') continue;
    if (detail === '' || detail === '*') all = true;
    else granted.push(parsePlace(detail));
  }
  guardSockets();
  if (all) {
    refuseAll(dgram, 'dgram', ['_createSocketHandle'], 'net', '');
    return;
  }
  guardNames();
  guardFetch(isGranted);
  refuseAll(dgram, 'dgram', ['createSocket', 'Socket', '_createSocketHandle'], 'net', 'net');
  refuseAll(dgram.Socket.prototype, 'dgram.Socket', ['bind', 'connect', 'send'], 'net', 'net');
}

function withoutDescriptor(args: unknown[]): void {
  if (!isObject(args[0]) || isArray(args[0])) return;
  const options = frozenFields(args[0]);
  if (isDescriptor(options['fd'])) deny('net.Socket on a descriptor', 'net', '', '');
  args[0] = options;
}

/** No socket on a descriptor that is the supervisor's. Whoever asks for the class gets the guarded one. */
export function guardSocketClass(): void {
  replace(net, 'Socket', (original) => (self, args, target) => {
    withoutDescriptor(args);
    return forward(original, self, args, target);
  });
  for (const name of ['connect', 'createConnection']) {
    replace(net, name, (original) => (self, args, target) => {
      withoutDescriptor(args);
      return forward(original, self, args, target);
    });
  }
  const guarded = net.Socket;
  (net as { Stream?: unknown }).Stream = guarded;
  for (const derived of [tls.TLSSocket, tty.ReadStream, tty.WriteStream]) setPrototypeOf(derived, guarded);
}
