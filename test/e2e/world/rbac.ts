import {
  asList,
  asObject,
  type JsonObject,
  type KubeObject
} from '../../../simulator/api-store/objects.ts'
import { type Right, rightOf } from './audit.ts'

const apiGroup = 'rbac.authorization.k8s.io'

export type Rules = readonly JsonObject[]

/** Whom a role is given to. */
export type Subject = { kind: 'User' | 'ServiceAccount'; name: string; namespace?: string }

/** The rules of a role. */
export function rulesOf(role: KubeObject): Rules {
  return asList((role as unknown as JsonObject).rules).map(asObject)
}

/** The rules without one verb on one resource. */
export function rulesWithout(rules: Rules, right: Right): Rules {
  return rules.flatMap(rule => {
    const [groups = [], resources = [], verbs = []] = [rule.apiGroups, rule.resources, rule.verbs]
      .map(asList)
      .map(list => list.map(String))
    return groups.flatMap(group =>
      resources.flatMap(resource => {
        const left = verbs.filter(verb => rightOf(verb, resource, group) !== right)
        const part = { ...rule, apiGroups: [group], resources: [resource], verbs: left }
        return left.length === 0 ? [] : [part]
      })
    )
  })
}

/** A ClusterRole with these rules, and its binding to a subject; else to a user of its name. */
export function grant(
  name: string,
  rules: Rules,
  subject: Subject = { kind: 'User', name }
): readonly JsonObject[] {
  const apiVersion = `${apiGroup}/v1`
  return [
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [subject.kind === 'User' ? { apiGroup, ...subject } : subject]
    }
  ]
}
