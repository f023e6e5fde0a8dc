/** What the supervisor handed to this worker. */
import workerThreads, { type MessagePort } from 'node:worker_threads';
import type { WorkerSetup } from '../trace/channel.ts';

export const setup = workerThreads.workerData as WorkerSetup<MessagePort>;
