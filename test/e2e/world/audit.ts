import { readFileSync } from 'node:fs'
import { asList, asObject, type JsonObject } from '../../../simulator/api-store/objects.ts'

/** A right: a verb on a resource, such as `get gateways.gateway.networking.k8s.io`. */
export type Right = string

/** One request, as the audit log has it. */
export type AuditEntry = {
  right: Right
  isAllowed: boolean
  /** Which role allowed it, in the words of RBAC. */
  reason: string
  uri: string
}

type Event = {
  user?: { username?: string }
  verb?: string
  requestURI?: string
  objectRef?: { resource?: string; apiGroup?: string; subresource?: string }
  annotations?: Record<string, string>
}

/** All requests of one user for resources. Requests for discovery name no resource. */
export function readAudit(file: string, username: string): readonly AuditEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const events = lines.filter(line => line !== '').map(line => JSON.parse(line) as Event)
  return events
    .filter(({ user, objectRef }) => user?.username === username && objectRef !== undefined)
    .map(({ verb = '', objectRef = {}, annotations, requestURI = '' }) => ({
      right: rightOfRequest(verb, objectRef),
      isAllowed: annotations?.['authorization.k8s.io/decision'] === 'allow',
      reason: annotations?.['authorization.k8s.io/reason'] ?? '',
      uri: requestURI
    }))
}

function rightOfRequest(
  verb: string,
  { resource = '', apiGroup = '', subresource }: NonNullable<Event['objectRef']>
): Right {
  const name = subresource === undefined ? resource : `${resource}/${subresource}`
  return rightOf(verb, name, apiGroup)
}

export function rightOf(verb: string, resource: string, group: string): Right {
  return group === '' ? `${verb} ${resource}` : `${verb} ${resource}.${group}`
}

/** What the rules of a role grant: one list for each rule. */
export function grantsOf(role: JsonObject): readonly (readonly Right[])[] {
  return asList(role.rules)
    .map(asObject)
    .map(rule => {
      const [groups, resources, verbs] = [rule.apiGroups, rule.resources, rule.verbs].map(list =>
        asList(list).map(String)
      )
      return (groups ?? []).flatMap(group =>
        (resources ?? []).flatMap(name => (verbs ?? []).map(verb => rightOf(verb, name, group)))
      )
    })
}
