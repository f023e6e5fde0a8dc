/**
 * Statements that load a module by `require` get a probe before and one behind. To stand before `require` itself would put
 * the recorder on the stack of all that is loaded: what V8 cuts a stack to counts its frames, too.
 *
 * The name may be the program's own. Only what Node made counts: in a CommonJS module its `require` where no scope around
 * declares another one, compared as it runs with what came in, since it can be assigned to, and `eval` can declare it;
 * in an ES module a constant that `createRequire` made.
 */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { isStatementList } from './context.ts';
import { PREFIX } from './probe-names.ts';
import { declaringScope } from './scopes.ts';
import type { Node, Walk } from './walk.ts';

type Requiring = TSESTree.VariableDeclaration | TSESTree.ExpressionStatement;

/** The `require` that a CommonJS module is given, kept before its first statement. */
const GIVEN = `${PREFIX}L0`;

export function visitRequiring(walk: Walk, node: Requiring, parent: Node | undefined): boolean {
  const call = isStatementList(parent) ? lastCall(node) : null;
  const name = call === null ? null : literal(call.arguments[0]);
  if (call === null || name === null || !mayBeNodes(walk)) return false;
  const token = walk.marker();
  walk.edits.open(node.range[0], `const ${token}=${PREFIX}L1(${walk.isModule ? 'true' : `require===${GIVEN}`});`);
  walk.keepsRequire ||= !walk.isModule;
  walk.edits.close(node.range[1], `;${PREFIX}L2(${token},${JSON.stringify(name)});`, call.range[0]);
  return false;
}

/** Before the first statement of a text that compares with it. Whoever compiles modules himself may give none. */
export const KEEP_REQUIRE = `const ${GIVEN}=typeof require==="function"?require:null;`;

function mayBeNodes({ ancestors, isModule }: Walk): boolean {
  const scope = declaringScope('require', ancestors);
  return isModule ? scope?.type === 'Program' && isCreated(scope) : scope === null;
}

function isCreated(module: TSESTree.Program): boolean {
  return module.body.some(
    (statement) =>
      statement.type === 'VariableDeclaration' &&
      statement.kind === 'const' &&
      statement.declarations.some(
        ({ id, init }) => id.type === 'Identifier' && id.name === 'require' && isCreator(module, init),
      ),
  );
}

/** `createRequire(…)`, or `module.createRequire(…)`, as imported from Node. */
function isCreator({ body }: TSESTree.Program, init: Node | null): boolean {
  if (init?.type !== 'CallExpression') return false;
  const { callee } = init;
  const isMember = callee.type === 'MemberExpression';
  if (isMember && (callee.computed || callee.property.name !== 'createRequire')) return false;
  const holder = isMember ? callee.object : callee;
  if (holder.type !== 'Identifier') return false;
  return body.some(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      /^(?:node:)?module$/.test(statement.source.value) &&
      statement.specifiers.some(
        (specifier) =>
          specifier.local.name === holder.name && isMember !== (importedName(specifier) === 'createRequire'),
      ),
  );
}

/** Of a default import or a namespace, nothing. */
function importedName(specifier: TSESTree.ImportClause): string {
  if (specifier.type !== 'ImportSpecifier') return '';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
}

/** A `require` that is the only thing to run in the statement, but for what reads and stores a value. */
function lastCall(node: Requiring): TSESTree.CallExpression | null {
  if (node.type === 'ExpressionStatement') {
    const { expression } = node;
    return requireIn(expression.type === 'AssignmentExpression' ? expression.right : expression);
  }
  if (node.kind === 'using' || node.kind === 'await using' || node.declarations.length !== 1) return null;
  return requireIn(node.declarations[0].init);
}

function requireIn(node: Node | null): TSESTree.CallExpression | null {
  let at = node;
  while (at?.type === 'MemberExpression' || at?.type === 'TSAsExpression') {
    at = at.type === 'MemberExpression' ? at.object : at.expression;
  }
  if (at?.type !== 'CallExpression' || at.callee.type !== 'Identifier') return null;
  return at.callee.name === 'require' ? at : null;
}

function literal(node: Node | undefined): string | null {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
