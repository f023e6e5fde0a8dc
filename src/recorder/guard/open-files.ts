/**
 * What changes a file's mode, owner or times by a descriptor writes, although the descriptor may be one to read. Node's
 * permission model refuses it whatever is granted, in words that name no permission, and Node 22.15 refuses only some of it.
 * https://nodejs.org/api/permissions.html#limitations-and-known-issues
 */
import fs from 'node:fs';
import { getPrototypeOf } from '../intrinsics.ts';
import { postAway } from '../port.ts';
import { replace } from '../replace.ts';
import { fail, refusal } from './deny.ts';

const CHANGES = ['fchmod', 'fchown', 'futimes'];
const FLUSHES = ['fsync', 'fdatasync'];
/** Of a FileHandle. */
const CHANGES_OF_HANDLE = ['chmod', 'chown', 'utimes'];
const FLUSHES_OF_HANDLE = ['sync', 'datasync'];
/** From this Node on a FileHandle cannot be flushed under the permission model. */
const NO_FLUSH_FROM = 25;

/** Does Node refuse to flush a descriptor? There is none that is below 0. */
function refusesFlush(): boolean {
  try {
    fs.fsyncSync(-1);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_ACCESS_DENIED';
  }
}

/** The functions of `fs` that are refused for every descriptor. */
export function refusedByDescriptor(): readonly string[] {
  const names = refusesFlush() ? [...CHANGES, ...FLUSHES] : CHANGES;
  return names.flatMap((name) => [name, `${name}Sync`]);
}

/** @param handle a FileHandle, which leads to the class of all; it goes back to the supervisor */
export function guardFileHandles(handle: object): void {
  const prototype = getPrototypeOf(handle);
  postAway(['handle', handle], handle);
  if (prototype === null) return;
  const major = Number(process.versions.node.split('.')[0]);
  const names = major >= NO_FLUSH_FROM ? [...CHANGES_OF_HANDLE, ...FLUSHES_OF_HANDLE] : CHANGES_OF_HANDLE;
  for (const name of names)
    replace(prototype, name, () => (_self, args) => {
      return fail(refusal(`FileHandle.${name}`, 'fs.write', '', ''), 'promise', args);
    });
}
