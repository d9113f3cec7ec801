import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, textAt } from '../cluster/objects.ts'
import { type Check, failed, notChecked, passed, unread, type Verdict } from './check.ts'
import type { Evidence } from './evidence.ts'
import { lbcControllerName } from './needed.ts'

const example = 'kubectl apply -f examples/01-gateway-class.yaml'

/** The GatewayClass of each pool: there, LBC's, accepted, with parameters that exist. */
export function checkClasses(evidence: Evidence): Check[] {
  const { pools, classes } = evidence
  const name = 'GatewayClass'
  if (!classes.ok && classes.kind === 'missing') return []
  if (!classes.ok) return [{ name, ...unread('GatewayClasses', classes) }]
  if (!pools.ok) return []
  const wanted = pools.value.flatMap(pool => textAt(pool, 'spec', 'gatewayClassName') ?? [])
  if (wanted.length === 0) {
    const ofLBC = classes.value.filter(each => controllerOf(each) === lbcControllerName)
    const some = ofLBC.map(({ metadata }) => metadata.name).join(', ')
    const what = some === '' ? `there is none of ${lbcControllerName}` : `there is ${some}`
    const todo = some === '' ? `Before the first pool: ${example}` : undefined
    return [{ name, ...notChecked(`no pool names a GatewayClass yet; ${what}`, todo) }]
  }
  return [...new Set(wanted)].map(each => ({
    name: `${name} ${each}`,
    ...checkClass(
      evidence,
      each,
      classes.value.find(({ metadata }) => metadata.name === each)
    )
  }))
}

function controllerOf(object: ReadObject): string | undefined {
  return textAt(object, 'spec', 'controllerName')
}

function checkClass(
  { parameters }: Evidence,
  name: string,
  object: ReadObject | undefined
): Verdict {
  if (object === undefined)
    return failed(`GatewayClass ${name}, which a pool names, does not exist`, `${example}`)
  const controller = controllerOf(object)
  if (controller !== lbcControllerName)
    return failed(
      `GatewayClass ${name} belongs to ${controller}, not to ${lbcControllerName}`,
      'Name a GatewayClass of the AWS Load Balancer Controller (LBC) in the pool.'
    )
  const accepted = conditionOf(readConditions(object.status), 'Accepted')
  if (accepted?.status !== 'True')
    return failed(
      `GatewayClass ${name} is not accepted: ${accepted?.message ?? 'no controller says anything'}`,
      'Look whether LBC runs, in version 3.2 or newer: kubectl get pods -A | grep load-balancer'
    )
  return ofParameters(name, at(object, 'spec', 'parametersRef'), parameters[name])
}

function ofParameters(
  name: string,
  ref: unknown,
  found: Evidence['parameters'][string] | undefined
): Verdict {
  if (ref === undefined) return passed(`GatewayClass ${name} is accepted, without parameters`)
  const text = `${textAt(ref, 'kind')} ${textAt(ref, 'namespace')}/${textAt(ref, 'name')}`
  if (found === undefined)
    return failed(
      `parametersRef of GatewayClass ${name} names ${text}`,
      'LBC takes a LoadBalancerConfiguration there.'
    )
  if (found.ok) return passed(`GatewayClass ${name} is accepted, and its ${text} exists`)
  if (found.kind !== 'missing') return unread(text, found)
  return failed(
    `GatewayClass ${name} names ${text}, which does not exist, so LBC makes no load balancer`,
    'Create it, or remove spec.parametersRef of the GatewayClass.'
  )
}
