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
  /** Such as `{propagationPolicy}` of a deletion. */
  options?: JsonObject
}

/** Says why a request is denied, or nothing. `list` gives the objects of a policy's `paramKind`. */
export type Admission = (request: AdmissionRequest, list: ListParams) => string | undefined

export type ListParams = (apiVersion: string, kind: string) => readonly ObjectInput[]

/** The parts of a ValidatingAdmissionPolicy that are looked at. */
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

/** The parts of a ValidatingAdmissionPolicyBinding that are looked at. */
export type Binding = {
  metadata: { name: string }
  spec: {
    policyName: string
    validationActions?: readonly string[]
    paramRef?: { selector?: LabelSelector; parameterNotFoundAction?: 'Allow' | 'Deny' }
  }
}

type Compiled = {
  policy: Policy
  conditions: readonly CelProgram[]
  variables: readonly (readonly [string, CelProgram])[]
  validations: readonly { program: CelProgram; message: string; explain: CelProgram | undefined }[]
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
 * Compiles ValidatingAdmissionPolicies with their bindings (parsed YAML; other objects are passed over).
 * Throws, naming the policy, where an expression is wrong.
 */
export function compilePolicies(objects: readonly JsonObject[]): Admission {
  const policies = objects.filter(
    ({ kind }) => kind === 'ValidatingAdmissionPolicy'
  ) as unknown as readonly Policy[]
  const bindings = objects.filter(
    ({ kind }) => kind === 'ValidatingAdmissionPolicyBinding'
  ) as unknown as readonly Binding[]
  const compiled = new Map(policies.map(policy => [policy.metadata.name, compile(policy)]))
  const bound = bindings
    .filter(({ spec }) => spec.validationActions?.includes('Deny'))
    .flatMap(binding => {
      const policy = compiled.get(binding.spec.policyName)
      return policy === undefined ? [] : [{ binding, policy }]
    })
  return (request, list) => {
    for (const { binding, policy } of bound) {
      const why = isMatched(policy.policy, request)
        ? ask(policy, binding, request, list)
        : undefined
      if (why === undefined) continue
      return `ValidatingAdmissionPolicy '${policy.policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${why}`
    }
    return undefined
  }
}

function compile(policy: Policy): Compiled {
  const { matchConditions = [], variables = [], validations = [] } = policy.spec
  const one = (expression: string) => {
    try {
      return compileCel(expression, scope)
    } catch (error) {
      throw new Error(
        `${policy.metadata.name}: ${expression}: ${error instanceof Error ? error.message : error}`
      )
    }
  }
  return {
    policy,
    conditions: matchConditions.map(({ expression }) => one(expression)),
    variables: variables.map(({ name, expression }) => [name, one(expression)] as const),
    validations: validations.map(({ expression, message, messageExpression }) => ({
      program: one(expression),
      message: message?.trim() ?? `failed expression: ${expression}`,
      explain: messageExpression === undefined ? undefined : one(messageExpression)
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

/** Once for each object of the paramKind, where there is one. */
function ask(
  policy: Compiled,
  { spec }: Binding,
  request: AdmissionRequest,
  list: ListParams
): string | undefined {
  const { paramKind } = policy.policy.spec
  if (paramKind === undefined) return judge(policy, request, undefined)
  const all = list(paramKind.apiVersion, paramKind.kind)
  const params = all.filter(({ metadata }) =>
    matchesSelector(spec.paramRef?.selector, metadata.labels)
  )
  if (params.length === 0)
    return spec.paramRef?.parameterNotFoundAction === 'Deny' ? 'no params found' : undefined
  return params.map(param => judge(policy, request, param)).find(why => why !== undefined)
}

function judge(
  policy: Compiled,
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
  addOwnVariables(policy, variables)
  for (const { program, message, explain } of policy.validations) {
    const result = program.evaluate(variables)
    if ('error' in result && isStrict) return `expression resulted in error: ${result.error}`
    if ('value' in result && result.value !== true) return textOf(explain, variables) ?? message
  }
  return undefined
}

/** A variable that cannot be had is missing, which fails what asks for it. */
function addOwnVariables({ variables: own }: Compiled, variables: Variables): void {
  const known = new Map<string, CelInput>()
  variables.variables = known
  for (const [name, program] of own) {
    const result = program.evaluate(variables)
    if ('value' in result) known.set(name, result.value as CelInput)
  }
}

function textOf(explain: CelProgram | undefined, variables: Variables): string | undefined {
  const result = explain?.evaluate(variables)
  return result !== undefined && 'value' in result && typeof result.value === 'string'
    ? result.value
    : undefined
}

function variablesOf(request: AdmissionRequest, params: ObjectInput | undefined): Variables {
  const { operation, kind, name, namespace, object, oldObject, username, options = {} } = request
  const { group, version, kind: kindName, plural } = kind
  const described = {
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
    request: value(described),
    params: value(params)
  }
}
