import type { ServedKind } from '../api-store/controller-store.ts'
import type { KubeObject } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import { type Informer, type InformerFactory, informerOf } from './informers.ts'
import type { RelatedRule } from './responses.ts'

/** Whether a rule selects an object. */
export type ObjectMatcher = (object: KubeObject) => boolean

/** Throws for the combinations of fields that Metacontroller refuses. */
function checkRule(rule: RelatedRule): void {
  const hasNames = (rule.names ?? []).length > 0
  if (hasNames && (rule.labelSelector || rule.namespaceSelector))
    throw forbiddenPair('names and labelSelector/namespaceSelector', rule)
  if (rule.namespace && rule.namespaceSelector)
    throw forbiddenPair('namespace and namespaceSelector', rule)
}

function forbiddenPair(fields: string, rule: RelatedRule): Error {
  const shown = JSON.stringify(rule)
  return new Error(`related rule cannot have both ${fields} specified: ${shown}`)
}

/** All objects that a rule selects. Throws for an invalid rule and for an unknown resource. */
export function selectRelated(
  rule: RelatedRule,
  informers: InformerFactory
): { informer: Informer; objects: readonly KubeObject[] } {
  const informer = informerOf(informers, rule)
  checkRule(rule)
  if (rule.namespaceSelector && !informer.kind.isNamespaced)
    throw new Error('namespaceSelector is only supported for namespaced related resources')
  const objects = informer.list().filter(object => matches(rule, informer.kind, object, informers))
  return { informer, objects }
}

/**
 * Makes the matcher of a rule. An invalid rule selects nothing. Each event is compared with every
 * rule of every parent, so the checks that do not depend on the object are made here, once.
 */
export function objectMatcher(rule: RelatedRule, informers: InformerFactory): ObjectMatcher {
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
    // the sync that needs these objects reports the error
    return false
  }
}

/**
 * Whether a rule selects an object of its kind. A rule without any selector selects every object.
 * A rule with names and without a namespace selects objects in every namespace.
 */
function matches(
  rule: RelatedRule,
  kind: ServedKind,
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
