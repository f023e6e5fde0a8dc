/** Node type → handler. */
import {
  visitAnyFunction,
  visitAnyReturn,
  visitAssignment,
  visitCall,
  visitName,
  visitNew,
} from './callback-probes.ts';
import { visitField, visitStaticBlock, visitThrow, visitWith } from './functions.ts';
import { visitRequiring } from './requires.ts';
import { visitBlock, visitForOf, visitJump, visitLabel, visitLoop, visitTry } from './statements.ts';
import { visitAwait, visitYield } from './suspensions.ts';
import type { Handler } from './walk.ts';

/** Types: nothing in them runs. */
const skip: Handler = () => true;

export const handlers: Readonly<Record<string, Handler>> = {
  FunctionDeclaration: visitAnyFunction,
  FunctionExpression: visitAnyFunction,
  ArrowFunctionExpression: visitAnyFunction,
  CallExpression: visitCall,
  AssignmentExpression: visitAssignment,
  NewExpression: visitNew,
  Identifier: visitName,
  PrivateIdentifier: visitName,
  PropertyDefinition: visitField,
  AccessorProperty: visitField,
  StaticBlock: visitStaticBlock,
  VariableDeclaration: visitRequiring,
  ExpressionStatement: visitRequiring,
  ReturnStatement: visitAnyReturn,
  ThrowStatement: visitThrow,
  WithStatement: visitWith,
  AwaitExpression: visitAwait,
  YieldExpression: visitYield,
  ForOfStatement: visitForOf,
  ForStatement: visitLoop,
  ForInStatement: visitLoop,
  WhileStatement: visitLoop,
  DoWhileStatement: visitLoop,
  SwitchStatement: visitLoop,
  LabeledStatement: visitLabel,
  BreakStatement: visitJump,
  ContinueStatement: visitJump,
  TryStatement: visitTry,
  BlockStatement: visitBlock,
  Program: visitBlock,
  TSTypeAnnotation: skip,
  TSInterfaceDeclaration: skip,
  TSTypeAliasDeclaration: skip,
  TSTypeParameterDeclaration: skip,
  TSTypeParameterInstantiation: skip,
  TSDeclareFunction: skip,
};
