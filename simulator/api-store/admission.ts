import type { CelInput } from '@bufbuild/cel'
import { type CelProgram, compileCel } from './cel-environment.ts'
import { toCel } from './cel-values.ts'
import type { Kind } from './kinds.ts'
import type { JsonObject, ObjectInput } from './objects.ts'
import { type LabelSelector, matchesSelector } from './selectors.ts'

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE'

/** A request, as policies see it. */
export type AdmissionRequest = {
  operation: Operation
  kind: Kind
  name: string
  namespace: string | undefined
  object?: ObjectInput
  oldObject?: ObjectInput
  username: string
  /** The request's options, such as the `propagationPolicy` of a deletion. */
  options?: JsonObject
}

/**
 * Decides about one request: returns why a policy denies it, or `undefined` if all policies allow
 * it. `list` returns the objects of a policy's `paramKind`.
 */
export type Admission = (request: AdmissionRequest, list: ListParams) => string | undefined

export type ListParams = (apiVersion: string, kind: string) => readonly ObjectInput[]

/** The fields of a ValidatingAdmissionPolicy that are used here. */
export type Policy = {
  metadata: { name: string }
  spec: {
    failurePolicy?: 'Fail' | 'Ignore'
    paramKind?: { apiVersion: string; kind: string }
    matchConstraints?: {
      resourceRules?: readonly {
        apiGroups: readonly string[]
        resources: readonly string[]
        operations: readonly string[]
      }[]
    }
    matchConditions?: readonly { name: string; expression: string }[]
    variables?: readonly { name: string; expression: string }[]
    validations?: readonly { expression: string; message?: string; messageExpression?: string }[]
  }
}

/** The fields of a ValidatingAdmissionPolicyBinding that are used here. */
export type Binding = {
  metadata: { name: string }
  spec: {
    policyName: string
    validationActions?: readonly string[]
    paramRef?: { selector?: LabelSelector; parameterNotFoundAction?: 'Allow' | 'Deny' }
  }
}

type CompiledPolicy = {
  policy: Policy
  conditions: readonly CelProgram[]
  variables: readonly (readonly [string, CelProgram])[]
  validations: readonly CompiledValidation[]
}

type CompiledValidation = {
  program: CelProgram
  message: string
  messageExpression: CelProgram | undefined
}

type Variables = { [name: string]: CelInput }

const scope = {
  object: undefined,
  oldObject: undefined,
  request: undefined,
  params: undefined,
  variables: undefined
}

/**
 * Compiles ValidatingAdmissionPolicies and their bindings.
 * @param objects - parsed from YAML; objects of other kinds are ignored
 * @throws if an expression is wrong; the error names the policy
 */
export function compilePolicies(objects: readonly JsonObject[]): Admission {
  const policies = ofKind<Policy>(objects, 'ValidatingAdmissionPolicy')
  const bindings = ofKind<Binding>(objects, 'ValidatingAdmissionPolicyBinding')
  const byName = new Map(policies.map(policy => [policy.metadata.name, compiledOnce(policy)]))
  const bound = bindings
    .filter(({ spec }) => spec.validationActions?.includes('Deny'))
    .flatMap(binding => {
      const policy = byName.get(binding.spec.policyName)
      return policy === undefined ? [] : [{ binding, policy }]
    })
  return (request, list) => {
    for (const { binding, policy } of bound) {
      if (!isMatched(policy.policy, request)) continue
      const why = reviewByBinding(policy, binding, request, list)
      if (why !== undefined) return denial(policy.policy, binding, why)
    }
    return undefined
  }
}

function ofKind<T>(objects: readonly JsonObject[], kind: string): readonly T[] {
  return objects.filter(object => object.kind === kind) as unknown as readonly T[]
}

function denial(policy: Policy, binding: Binding, why: string): string {
  const names = `'${policy.metadata.name}' with binding '${binding.metadata.name}'`
  return `ValidatingAdmissionPolicy ${names} denied request: ${why}`
}

const compiledPolicies = new WeakMap<Policy, CompiledPolicy>()

/** Compiles a policy, unless it has been compiled already. All stores share the compiled form. */
function compiledOnce(policy: Policy): CompiledPolicy {
  const compiled = compiledPolicies.get(policy) ?? compile(policy)
  compiledPolicies.set(policy, compiled)
  return compiled
}

function compile(policy: Policy): CompiledPolicy {
  const { matchConditions = [], variables = [], validations = [] } = policy.spec
  const compileExpression = (expression: string) => {
    try {
      return compileCel(expression, scope)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`${policy.metadata.name}: ${expression}: ${why}`)
    }
  }
  return {
    policy,
    conditions: matchConditions.map(({ expression }) => compileExpression(expression)),
    variables: variables.map(({ name, expression }) => [name, compileExpression(expression)]),
    validations: validations.map(({ expression, message, messageExpression }) => ({
      program: compileExpression(expression),
      message: message?.trim() ?? `failed expression: ${expression}`,
      messageExpression:
        messageExpression === undefined ? undefined : compileExpression(messageExpression)
    }))
  }
}

function isMatched({ spec }: Policy, { operation, kind }: AdmissionRequest): boolean {
  const names = (list: readonly string[], name: string) => list.includes(name) || list.includes('*')
  return (spec.matchConstraints?.resourceRules ?? []).some(
    rule =>
      names(rule.apiGroups, kind.group) &&
      names(rule.resources, kind.plural) &&
      names(rule.operations, operation)
  )
}

/**
 * Reviews a request once for each object of the policy's `paramKind` that the binding selects. If
 * the policy has no `paramKind`, reviews the request once.
 */
function reviewByBinding(
  policy: CompiledPolicy,
  { spec }: Binding,
  request: AdmissionRequest,
  list: ListParams
): string | undefined {
  const { paramKind } = policy.policy.spec
  if (paramKind === undefined) return review(policy, request, undefined)
  const all = list(paramKind.apiVersion, paramKind.kind)
  const params = all.filter(({ metadata }) =>
    matchesSelector(spec.paramRef?.selector, metadata.labels)
  )
  if (params.length === 0)
    return spec.paramRef?.parameterNotFoundAction === 'Deny' ? 'no params found' : undefined
  return params.map(param => review(policy, request, param)).find(why => why !== undefined)
}

/** Returns why the policy denies the request, or `undefined` if the policy allows it. */
function review(
  policy: CompiledPolicy,
  request: AdmissionRequest,
  params: ObjectInput | undefined
): string | undefined {
  const variables = variablesOf(request, params)
  const isStrict = policy.policy.spec.failurePolicy !== 'Ignore'
  for (const condition of policy.conditions) {
    const result = condition.evaluate(variables)
    if ('error' in result)
      return isStrict ? `expression resulted in error: ${result.error}` : undefined
    if (result.value !== true) return undefined
  }
  variables.variables = ownVariables(policy, variables)
  for (const { program, message, messageExpression } of policy.validations) {
    const result = program.evaluate(variables)
    if ('error' in result && isStrict) return `expression resulted in error: ${result.error}`
    if ('value' in result && result.value !== true)
      return textOf(messageExpression, variables) ?? message
  }
  return undefined
}

/**
 * The values of the policy's own variables. A variable whose evaluation fails is left out, so that
 * the expressions that use it fail, too.
 */
function ownVariables(policy: CompiledPolicy, variables: Variables): CelInput {
  const own = new Map<string, CelInput>()
  for (const [name, program] of policy.variables) {
    const result = program.evaluate({ ...variables, variables: own })
    if ('value' in result) own.set(name, result.value as CelInput)
  }
  return own
}

function textOf(program: CelProgram | undefined, variables: Variables): string | undefined {
  const result = program?.evaluate(variables)
  const isText = result !== undefined && 'value' in result && typeof result.value === 'string'
  return isText ? (result.value as string) : undefined
}

function variablesOf(request: AdmissionRequest, params: ObjectInput | undefined): Variables {
  const { operation, kind, name, namespace, object, oldObject, username, options = {} } = request
  const { group, version, kind: kindName, plural } = kind
  const requestValue = {
    operation,
    name,
    namespace: namespace ?? '',
    kind: { group, version, kind: kindName },
    resource: { group, version, resource: plural },
    userInfo: { username },
    options
  }
  const value = (json: unknown) => toCel(undefined, json ?? null, new Map())
  return {
    object: value(object),
    oldObject: value(oldObject),
    request: value(requestValue),
    params: value(params)
  }
}
