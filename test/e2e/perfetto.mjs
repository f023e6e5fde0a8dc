/**
 * The Chrome trace in Perfetto's own trace processor, which reads files for its viewer, too. By hand, since it is no package:
 *
 *     AWAITSCOPE_TRACE_PROCESSOR=trace_processor_shell node test/e2e/perfetto.mjs [PROGRAM or .asynctrace …]
 *
 * The examples where nothing is named. Needs `npm run build` before; perfetto.dev tells where to get the program.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkArrows, checkNesting, checkSlices, checkThreads, checkTruth } from './perfetto-checks.mjs';

const processor = process.env.AWAITSCOPE_TRACE_PROCESSOR;
if (processor === undefined) {
  console.error('AWAITSCOPE_TRACE_PROCESSOR names no program: set it to the path of Perfetto’s trace_processor_shell.');
  process.exit(2);
}

/** Whatever text is in a row, its hexadecimal form is one field of the output. */
const row = (kind, ...columns) => `select hex(json_array('${kind}', ${columns.join(', ')})) as row`;
const ARGS = `json((select json_group_object(key, coalesce(string_value, int_value, real_value))
  from args where args.arg_set_id = slice.arg_set_id))`;
const ARROW = (key) => `(select string_value from args where args.arg_set_id = flow.arg_set_id and key = '${key}')`;
const QUERY = [
  `${row('stat', 'name', 'severity', 'value')} from stats where value > 0`,
  `${row('process', 'pid', 'name')} from process where pid > 0`,
  `${row('thread', 'tid', 'name', 'is_main_thread')} from thread where tid > 0`,
  `${row('slice', 'slice.id', 'tid', 'ts', 'dur', 'slice.name', 'category', 'depth', 'slice.parent_id', ARGS)}
     from slice join thread_track on track_id = thread_track.id join thread using (utid)`,
  `${row('count', 'count(*)')} from slice`,
  `${row('flow', 'slice_out', 'slice_in', ARROW('name'), ARROW('cat'))} from flow`,
].join('\nunion all\n');

/** @returns rows by kind */
function query(file) {
  const { error, status, stderr, stdout } = spawnSync(processor, ['-Q', QUERY, file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (error !== undefined) throw error;
  assert.equal(status, 0, stderr);
  const rows = {};
  for (const [, hex] of stdout.matchAll(/^"([0-9A-F]+)"\r?$/gm)) {
    const [kind, ...columns] = JSON.parse(Buffer.from(hex, 'hex').toString());
    (rows[kind] ??= []).push(columns);
  }
  return rows;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'awaitscope-perfetto-'));

/** Writes a file by the command line of ours; the exit code may be that of a program. */
function write(file, ...words) {
  rmSync(file, { force: true });
  const { stderr } = spawnSync(process.execPath, ['dist/cli.cjs', ...words, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  assert.ok(existsSync(file), stderr);
  return file;
}

/** @returns the path of a recording of it */
function record(program) {
  if (program.endsWith('.asynctrace')) return program;
  return write(path.join(folder, 'run.asynctrace'), 'run', '--quiet', '--allow', 'net', program, '--trace');
}

/** @returns what was checked, in numbers */
function check(program) {
  const trace = record(program);
  const [chrome, json] = ['chrome', 'json'].map((format) =>
    write(path.join(folder, `run.${format}.json`), 'export', trace, '--format', format, '--out'),
  );
  const { traceEvents } = JSON.parse(readFileSync(chrome, 'utf8'));
  const { count = [], flow = [], process: processes = [], slice = [], stat = [], thread = [] } = query(chrome);
  // The processor notes of itself what it did; anything about a file that is not as it should be is an error.
  assert.deepEqual(
    stat.filter(([, severity]) => severity !== 'info'),
    [],
    'no errors, nothing lost',
  );
  assert.deepEqual(count, [[slice.length]], 'each slice is on a thread');
  const truth = JSON.parse(readFileSync(json, 'utf8'));
  checkThreads(traceEvents, processes, thread, truth);
  checkSlices(traceEvents, slice);
  checkNesting(slice);
  checkArrows(traceEvents, slice, flow);
  checkTruth(truth, slice, thread);
  return `${thread.length} threads, ${slice.length} slices, ${flow.length} arrows`;
}

let failed = 0;
const named = process.argv.slice(2);
try {
  for (const program of named.length > 0 ? named : globSync('examples/0*').sort())
    try {
      console.log(`  ✔ ${program}: ${check(program)}`);
    } catch (error) {
      failed++;
      console.log(`  ✖ ${program}\n${error.stack}`);
    }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
