/**
 * Node reads source maps, and for the words of a fatal error the texts that they name, by functions of its own, which no
 * guard stands before; the permission model compares names. So no link may lead out of what may be read.
 */
import { Module } from 'node:module';
import { forward, replace } from '../replace.ts';
import { deny } from './deny.ts';
import { linkThatLeadsOut } from './links.ts';
import { absolute, grantFor, mayMakeLinks, readFolders } from './roots.ts';

let isClean = false;

function refuseLinks(what: string): void {
  if (isClean) return;
  const folders = readFolders();
  for (let i = 0; i < folders.length; i++) {
    const link = linkThatLeadsOut(folders[i] ?? '');
    if (link !== null) deny(`${what} beside the link "${link}"`, 'fs.read', absolute(link), grantFor('fs.read', link));
  }
  isClean = !mayMakeLinks();
}

function guardSwitch(object: object, prefix: string, name: string): void {
  replace(object, name, (original) => (self, args, target) => {
    // What is no boolean Node refuses.
    if (args[0] === true) refuseLinks(`${prefix}.${name}`);
    return forward(original, self, args, target);
  });
}

export function guardSourceMaps(): void {
  guardSwitch(process, 'process', 'setSourceMapsEnabled');
  guardSwitch(Module, 'module', 'setSourceMapsSupport');
  // There are maps also where a program has set NODE_V8_COVERAGE.
  replace(Module, 'findSourceMap', (original) => (self, args, target) => {
    const found = forward(original, self, args, target);
    if (found !== undefined) refuseLinks('module.findSourceMap');
    return found;
  });
}
