import type { KubernetesObject } from '../api/objects.ts'
import type { CompositeController, ObjectGroups } from './metacontroller.ts'

/**
 * A hook request lacks a group of objects that it must have, or its CompositeController does not
 * list a child resource. The request is answered with 400, and the reason names the group.
 */
export class MissingGroup extends Error {
  override name = 'MissingGroup'
}

/**
 * The apiVersion in which the CompositeController lists a child resource of an API group;
 * `undefined` if it does not list the resource, because it is older than the hooks.
 */
export function childVersionIfListed(
  controller: CompositeController,
  group: string,
  resource: string
): string | undefined {
  const rule = controller.spec.childResources?.find(
    r => r.resource === resource && groupOf(r.apiVersion) === group
  )
  return rule?.apiVersion
}

/**
 * The apiVersion in which the CompositeController lists a child resource of an API group. A hook
 * must answer with children in exactly this version, because Metacontroller deletes all others.
 * @param resource - in the plural and in lower case, such as `gateways`
 * @throws {MissingGroup} if the CompositeController does not list the resource
 */
export function childVersion(
  controller: CompositeController,
  group: string,
  resource: string
): string {
  const version = childVersionIfListed(controller, group, resource)
  if (version === undefined) {
    const { name } = controller.metadata
    throw new MissingGroup(
      `CompositeController ${name} does not list the child resource ${resource} of ${group}`
    )
  }
  return version
}

/**
 * The observed objects of one kind. If an absent group were read as an empty list, the hooks would
 * delete or recreate objects that exist. So an absent group is an error.
 * @throws {MissingGroup} if the request has no such group
 */
export function objectsOf(
  groups: ObjectGroups,
  kind: string,
  apiVersion: string
): readonly KubernetesObject[] {
  const objects = groupedObjects(groups, kind, apiVersion)
  if (objects === undefined)
    throw new MissingGroup(`the request has no group ${kind}.${apiVersion}`)
  return objects
}

/**
 * The observed objects of one kind; `undefined` if the request has no such group. Only for related
 * objects that the hooks can do without: Metacontroller caches the answer of a customize hook for
 * 20 minutes, so after an upgrade it may not yet send a group that the new code asks for.
 */
export function groupedObjects(
  groups: ObjectGroups,
  kind: string,
  apiVersion: string
): readonly KubernetesObject[] | undefined {
  const objects = groups[`${kind}.${apiVersion}`]
  return objects && Object.values(objects)
}

/** The API group of an apiVersion. It is the empty string for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}
