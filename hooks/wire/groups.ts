import type { KubernetesObject } from '../api/objects.ts'
import type { CompositeController, ObjectGroups } from './metacontroller.ts'

/** The request does not have a group of objects that it must have; the whole request is refused (500). */
export class MissingGroup extends Error {
  override name = 'MissingGroup'
}

/**
 * The apiVersion under which the CompositeController lists a child resource (plural, lower case) of an
 * API group. Children must be answered in exactly that version, or Metacontroller deletes them.
 * @throws {MissingGroup} when the CompositeController does not list it.
 */
export function childVersion(
  controller: CompositeController,
  group: string,
  resource: string
): string {
  const rule = controller.spec.childResources?.find(
    r => r.resource === resource && groupOf(r.apiVersion) === group
  )
  if (rule === undefined) {
    throw new MissingGroup(
      `CompositeController ${controller.metadata.name} lists no child resource ${resource} of ${group}`
    )
  }
  return rule.apiVersion
}

/**
 * The observed objects of one kind, by key. An absent group is an error and never an empty list:
 * "there are none" would have us delete or recreate things.
 * @throws {MissingGroup}
 */
export function objectsOf(
  groups: ObjectGroups,
  kind: string,
  apiVersion: string
): readonly KubernetesObject[] {
  const found = groups[`${kind}.${apiVersion}`]
  if (found === undefined) throw new MissingGroup(`the request has no group ${kind}.${apiVersion}`)
  return Object.values(found)
}

/** The group of an apiVersion; the core group is the empty string. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}
