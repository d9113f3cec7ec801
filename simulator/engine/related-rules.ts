import type { Kind } from '../api-store/kinds.ts'
import type { KubeObject } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import type { Informer, InformerFactory } from './informers.ts'
import type { RelatedRule } from './responses.ts'

/** Refuses the combinations that Metacontroller refuses. */
function checkRule(rule: RelatedRule): void {
  const hasNames = (rule.names ?? []).length > 0
  if (hasNames && (rule.labelSelector || rule.namespaceSelector)) {
    throw new Error(
      `related rule cannot have both names and labelSelector/namespaceSelector specified: ${JSON.stringify(rule)}`
    )
  }
  if (rule.namespace && rule.namespaceSelector) {
    throw new Error(
      `related rule cannot have both namespace and namespaceSelector specified: ${JSON.stringify(rule)}`
    )
  }
}

/** All objects that a rule asks for. Throws where the rule is invalid or its resource not served. */
export function relatedBy(
  rule: RelatedRule,
  informers: InformerFactory
): { informer: Informer; objects: readonly KubeObject[] } {
  const informer = informers.of(rule.apiVersion, rule.resource)
  if (informer === undefined)
    throw new Error(
      `discovery: can't find resource ${rule.resource} in apiVersion ${rule.apiVersion}`
    )
  checkRule(rule)
  if (rule.namespaceSelector && !informer.kind.isNamespaced) {
    throw new Error('namespaceSelector is only supported for namespaced related resources')
  }
  const objects = informer.list().filter(object => matches(rule, informer.kind, object, informers))
  return { informer, objects }
}

/**
 * Makes of a rule the question whether it asks for an object; a rule that is invalid asks for nothing. Each event is
 * compared with every rule of every parent: what can be found out once is.
 */
export function askedBy(
  rule: RelatedRule,
  informers: InformerFactory
): (object: KubeObject) => boolean {
  const informer = informers.of(rule.apiVersion, rule.resource)
  if (informer === undefined || !isValid(rule)) return () => false
  const { kind } = informer
  return object =>
    object.kind === kind.kind &&
    object.apiVersion === rule.apiVersion &&
    matches(rule, kind, object, informers)
}

function isValid(rule: RelatedRule): boolean {
  try {
    checkRule(rule)
    return true
  } catch {
    // the sync that asks for these objects reports it
    return false
  }
}

/** Rules without any selector ask for every object; names without a namespace for those of every namespace. */
function matches(
  rule: RelatedRule,
  kind: Kind,
  { metadata }: KubeObject,
  informers: InformerFactory
): boolean {
  if (kind.isNamespaced && rule.namespace && metadata.namespace !== rule.namespace) return false
  if (rule.names?.length) return rule.names.includes(metadata.name)
  if (!matchesSelector(rule.labelSelector, metadata.labels)) return false
  if (!rule.namespaceSelector) return true
  const namespace = informers.of('v1', 'namespaces')?.get(metadata.namespace ?? '')
  return (
    namespace !== undefined && matchesSelector(rule.namespaceSelector, namespace.metadata.labels)
  )
}
