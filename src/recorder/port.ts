/** The private port to the supervisor. Its methods are captured; a question blocks until the supervisor has answered. */
import { MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Control, type FromWorker, type JsonReply, type LoadReply, type ResolveReply } from '../trace/channel.ts';
import { SafeError, atomicStore, atomicWait, uncurry } from './intrinsics.ts';

const postMessage = uncurry<(port: MessagePort, message: FromWorker, moved?: readonly object[]) => void>(
  MessagePort.prototype.postMessage as never,
);
const receive = receiveMessageOnPort;
const ANSWER_MS = 30_000;

let port: MessagePort | null = null;
let control: Int32Array = new Int32Array(0);

export function openPort(own: MessagePort, shared: SharedArrayBuffer): void {
  port = own;
  control = new Int32Array(shared);
}

export function post(message: FromWorker): void {
  if (port !== null) postMessage(port, message);
}

/** Hands `moved`, which is part of the message, over with it. Only before the program begins: Node goes through a list. */
export function postAway(message: FromWorker, moved: object): void {
  if (port !== null) postMessage(port, message, [moved]);
}

/** Asks, and blocks the thread until the answer. Throws when the supervisor does not answer in 30 s. */
export function ask(
  question: FromWorker & readonly ['load' | 'resolve' | 'json' | 'profile', ...unknown[]],
): LoadReply | ResolveReply | JsonReply {
  if (port === null) throw new SafeError('Awaitscope: no connection to the supervisor');
  atomicStore(control, Control.Reply, 1);
  postMessage(port, question);
  atomicWait(control, Control.Reply, 1, ANSWER_MS);
  const reply = receive(port);
  if (reply === undefined) throw new SafeError('Awaitscope: the supervisor does not answer');
  return reply.message as LoadReply | ResolveReply | JsonReply;
}
