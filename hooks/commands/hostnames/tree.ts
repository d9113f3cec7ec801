import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { ownershipName } from '../../dns/ownership.ts'
import { claimName } from '../../hostname/claim-name.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, listAt, nameOf, textAt } from '../cluster/objects.ts'
import { type Reading, readValue } from '../cluster/reading.ts'
import { printableValue } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { type HostnameSeen, poolOf } from './observe-hostname.ts'

/** An object of Kubernetes or a resource of AWS, with what belongs to it. */
export type TreeNode = {
  kind: string
  name: string
  /** What is known of its state, in a few words. */
  state?: string
  children: readonly TreeNode[]
}

/** What a tree is made of beside the objects of the hostname. */
export type TreeSources = HostnameSeen & {
  /** The routes of the namespace of the request, by their kind. */
  routes: Readonly<Record<string, Reading<readonly ReadObject[]>>>
}

/** All objects and AWS resources of a hostname. It is a pure function. */
export function treeOf(seen: TreeSources): TreeNode {
  const { request, hostname, routes } = seen
  const claim = readValue(seen.claim)
  const children = [
    node('GatewayPool', poolOf(request ?? claim), stateIn(seen.pool)),
    ...claimNodes(seen, claim, hostname),
    ...gatewayNodes(seen, claim),
    ...Object.entries(routes).flatMap(([kind, reading]) =>
      reading.ok
        ? reading.value.filter(route => isOn(route, claim)).map(routeNode)
        : [node(kind, 'of this hostname', 'not read')]
    )
  ]
  return request === undefined
    ? node('hostname', hostname, undefined, children)
    : node('GatewayHostnameRequest', nameOf(request), stateOf(request), children)
}

function node(
  kind: string,
  name: string,
  state?: string | undefined,
  children: readonly TreeNode[] = []
): TreeNode {
  return { kind, name, ...(state !== undefined && { state }), children }
}

/** A claim that could not be read may be there, with all that belongs to it. */
function claimNodes(
  seen: HostnameSeen,
  claim: ReadObject | undefined,
  hostname: string
): readonly TreeNode[] {
  if (claim !== undefined) return [claimNode(claim, hostname)]
  const isKnown = seen.claim.ok || seen.claim.kind === 'missing'
  return isKnown ? [] : [node('DomainClaim', claimName(hostname), 'not read')]
}

function stateIn(reading: Reading<ReadObject>): string | undefined {
  const isMissing = !reading.ok && reading.kind === 'missing'
  return isMissing ? 'does not exist' : stateOf(readValue(reading))
}

function stateOf(object: ReadObject | undefined, type = 'Ready'): string | undefined {
  if (object === undefined) return 'not read'
  if (object.metadata.deletionTimestamp !== undefined) return 'being deleted'
  const condition = conditionOf(readConditions(object.status), type)
  if (condition === undefined) return undefined
  return condition.status === 'True' ? type : condition.reason
}

function claimNode(claim: ReadObject, hostname: string): TreeNode {
  const arn = textAt(claim, 'status', 'certificate', 'arn')
  const state = textAt(claim, 'status', 'certificate', 'status')
  const certificate = arn === undefined ? [] : [node('ACM certificate', arn, state)]
  return node('DomainClaim', claim.metadata.name, stateOf(claim), [
    ...certificate,
    ...recordNodes(claim, hostname)
  ])
}

function recordNodes(claim: ReadObject, hostname: string): TreeNode[] {
  const zone = textAt(claim, 'spec', 'hostedZoneID') ?? ''
  const validationZone = textAt(claim, 'spec', 'validationZoneID') ?? zone
  const target = textAt(claim, 'status', 'alias', 'target')
  const types = listAt(claim, 'status', 'alias', 'recordTypes').join(' ')
  const validation = textAt(claim, 'status', 'certificate', 'validationRecord', 'name')
  return [
    ...(target === undefined
      ? []
      : [
          node(`${types} record`, `${hostname} → ${target}`, zone),
          node('TXT record', ownershipName(hostname), zone)
        ]),
    ...(validation === undefined
      ? []
      : [
          node('CNAME record', validation, validationZone),
          node('TXT record', ownershipName(validation), validationZone)
        ])
  ]
}

function gatewayNodes(seen: TreeSources, claim: ReadObject | undefined): TreeNode[] {
  const gateway = seen.gateway && readValue(seen.gateway)
  const [namespace, name] = ['namespace', 'name'].map(field =>
    textAt(claim, 'spec', 'gatewayRef', field)
  )
  if (gateway === undefined)
    return name === undefined ? [] : [node('Gateway', `${namespace}/${name}`, 'not read')]
  const listener = textAt(claim, 'spec', 'gatewayRef', 'sectionName')
  const addresses = listAt(gateway, 'status', 'addresses').flatMap(
    each => textAt(each, 'value') ?? []
  )
  return [
    node('Gateway', nameOf(gateway), stateOf(gateway, 'Programmed'), [
      ...(listener === undefined ? [] : [node('listener', listener)]),
      node('LoadBalancerConfiguration', nameOf(gateway)),
      ...addresses.map(address => node('load balancer', address))
    ])
  ]
}

/** Whether a route is attached to the listener of a hostname. */
function isOn(route: ReadObject, claim: ReadObject | undefined): boolean {
  const ref = at(claim, 'spec', 'gatewayRef')
  const fields = ['name', 'namespace', 'sectionName']
  return listAt(route, 'spec', 'parentRefs').some(parent =>
    fields.every(field => textAt(parent, field) === textAt(ref, field))
  )
}

function routeNode(route: ReadObject): TreeNode {
  const [parent] = listAt(route, 'status', 'parents')
  const accepted = conditionOf(readConditions(parent), 'Accepted')
  const state = accepted?.status === 'True' ? 'Accepted' : (accepted?.reason ?? 'not looked at')
  const services = listAt(route, 'spec', 'rules')
    .flatMap(rule => listAt(rule, 'backendRefs'))
    .flatMap(ref => textAt(ref, 'name') ?? [])
  const children = [...new Set(services)].map(name => node('Service', name))
  return node(route.kind ?? 'HTTPRoute', nameOf(route), state, children)
}

/** A tree as text. */
export function treeText(tree: TreeNode, { palette }: Screen): string {
  const root = printableValue(tree)
  const line = ({ kind, name, state }: TreeNode) =>
    `${palette.dim(kind)} ${name}${state === undefined ? '' : `  ${palette.cyan(state)}`}`
  const below = ({ children }: TreeNode, indent: string): string[] =>
    children.flatMap((child, index) => {
      const isLast = index === children.length - 1
      const start = `${indent}${isLast ? '└─' : '├─'} ${line(child)}`
      return [start, ...below(child, `${indent}${isLast ? '   ' : '│  '}`)]
    })
  return `${[line(root), ...below(root, '')].join('\n')}\n`
}
