import type { CustomResourceDefinition, Schema } from '../../api-store/schema.ts'
import { installed } from '../../cluster/cluster.ts'
import { isReady } from '../conditions.ts'
import { adviceHelps } from '../invariants/advice-helps.ts'
import { finalizersWait, gatewayStays, oneClaimPerHostname } from '../invariants/claims.ts'
import { listenersAdmitOwners, wildcardsStayAtHome } from '../invariants/gateways.ts'
import { noCrash } from '../invariants/no-crash.ts'
import { readyIsTrue } from '../invariants/ready.ts'
import { settles } from '../invariants/settles.ts'
import { waitsEnd } from '../invariants/waits.ts'
import {
  addingListener,
  changingAnswers,
  childrenOf,
  conditionsOf,
  listenersOf,
  type WrapCall
} from './hook-calls.ts'
import type { Sabotages } from './sabotage.ts'

/** The CRDs without the CEL rules that make fields of a claim immutable. */
function withoutRules(): readonly CustomResourceDefinition[] {
  return installed().crds.map(crd => {
    if (crd.spec.names.kind !== 'DomainClaim') return crd
    const copy = structuredClone(crd)
    for (const { schema } of copy.spec.versions) dropRules(schema?.openAPIV3Schema)
    return copy
  })
}

function dropRules(schema: Schema | undefined): void {
  const spec = schema?.properties?.spec
  if (spec !== undefined) delete spec['x-kubernetes-validations']
}

/** Tells each request that it is not Ready, for this reason. */
function notReadyBecause(reason: string): WrapCall {
  return changingAnswers('/hostname-request/', answer => {
    const ready = conditionsOf(answer).find(({ type }) => type === 'Ready')
    if (ready !== undefined) Object.assign(ready, { status: 'False', reason })
  })
}

const hourMilliseconds = 3600_000

/** A request that has been Stalled for an hour keeps its status for ever. */
const keepingOldRefusals = changingAnswers(
  '/hostname-request/',
  (answer, { parent: { status } }, now) => {
    const stalled = status && conditionsOf({ status }).find(({ type }) => type === 'Stalled')
    if (stalled && now - Date.parse(stalled.lastTransitionTime) > hourMilliseconds)
      answer.status = status
  }
)

/** Admits routes of one namespace. */
function admitting(namespace: string) {
  const selector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
  return { namespaces: { from: 'Selector', selector } }
}

/** Bugs in answers of the hooks. */
export const hookSabotages: Sabotages = {
  secondClaim: {
    breaks: oneClaimPerHostname.name,
    hooks: changingAnswers('/gateway-pool/', answer => {
      for (const claim of childrenOf(answer, 'DomainClaim'))
        answer.children.push({ ...claim, metadata: { name: `second.${claim.metadata.name}` } })
    })
  },
  movingGateway: {
    breaks: gatewayStays.name,
    crds: withoutRules,
    hooks: changingAnswers('/gateway-pool/', (answer, _, now) => {
      const isMoved = now % 600_000 > 300_000
      for (const { spec } of childrenOf(answer, 'DomainClaim')) {
        const gatewayRef = spec.gatewayRef as { name: string }
        const moved = { ...gatewayRef, name: gatewayRef.name.replace(/\d+$/, '9') }
        if (isMoved) spec.gatewayRef = moved
      }
    })
  },
  earlyFinalized: {
    breaks: finalizersWait.name,
    hooks: changingAnswers('/domain-claim/', (answer, { parent }) => {
      if (parent.metadata.deletionTimestamp !== undefined) answer.finalized = true
    })
  },
  openListeners: {
    breaks: listenersAdmitOwners.name,
    hooks: changingAnswers('/gateway-pool/', answer => {
      const listeners = childrenOf(answer, 'Gateway').flatMap(listenersOf)
      for (const listener of listeners) listener.allowedRoutes = { namespaces: { from: 'All' } }
    })
  },
  wildWildcard: {
    breaks: wildcardsStayAtHome.name,
    hooks: addingListener({
      name: 'wild',
      hostname: '*.example.com',
      allowedRoutes: admitting('team-c')
    })
  },
  hastyReady: {
    breaks: readyIsTrue.name,
    hooks: changingAnswers('/domain-claim/', answer => {
      for (const condition of conditionsOf(answer)) condition.status = 'True'
    })
  },
  readyForEver: {
    breaks: readyIsTrue.name,
    hooks: changingAnswers('/hostname-request/', (answer, { parent: { status } }) => {
      if (status !== undefined && isReady({ status })) answer.status = status
    })
  },
  nullChild: {
    breaks: noCrash.name,
    hooks: changingAnswers('/gateway-pool/', (answer, _, now) => {
      if (now % 60_000 > 55_000) answer.children.push(null)
    })
  },
  wrongRefusal: { breaks: waitsEnd.name, hooks: notReadyBecause('NamespaceNotAllowed') },
  oldRefusals: { breaks: adviceHelps.name, hooks: keepingOldRefusals },
  nothingInTheWay: { breaks: waitsEnd.name, hooks: notReadyBecause('ValidationRecordInTheWay') },
  noLook: {
    breaks: adviceHelps.name,
    hooks: changingAnswers('/domain-claim/', answer => {
      delete answer.resyncAfterSeconds
    })
  },
  restlessStatus: {
    breaks: settles.name,
    hooks: changingAnswers('/gateway-pool/', (answer, _, now) => {
      answer.status = { ...answer.status, waiting: Math.floor(now / 1000) % 1000 }
    })
  }
}
