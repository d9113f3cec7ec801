import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { CustomResourceDefinition, Schema } from '../../api-store/schema.ts'
import { installed } from '../../cluster/cluster.ts'
import { finalizersWait, gatewayStays, oneClaimPerHostname } from '../invariants/claims.ts'
import { noCrash, settles } from '../invariants/ends.ts'
import { gatewayQuota } from '../invariants/gateway-quota.ts'
import { listenersAdmitOwners, wildcardsStayAtHome } from '../invariants/gateways.ts'
import { readyIsTrue } from '../invariants/ready.ts'
import { isReady } from '../sight.ts'
import type { Sabotage } from './sabotage.ts'
import { answering, askingPool, childrenOf, listenersOf, type Wrap } from './wrap.ts'

/** The definitions without the rules that keep a claim's fields as they are. */
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

/** Tells every request that it is not Ready, for this reason. */
function saying(reason: string): Wrap {
  return answering('/hostname-request/', answer => {
    const conditions = (answer.status as DomainClaim['status'])?.conditions ?? []
    const ready = (conditions as { type: string; status: string; reason: string }[]).find(
      c => c.type === 'Ready'
    )
    if (ready !== undefined) Object.assign(ready, { status: 'False', reason })
  })
}

/** Bugs between Metacontroller and the hooks. */
export const hookSabotages: { readonly [name: string]: Sabotage } = {
  secondClaim: {
    breaks: oneClaimPerHostname.name,
    hooks: answering('/gateway-pool/', answer => {
      for (const claim of childrenOf(answer, 'DomainClaim'))
        answer.children.push({ ...claim, metadata: { name: `second.${claim.metadata.name}` } })
    })
  },
  movingGateway: {
    breaks: gatewayStays.name,
    crds: withoutRules,
    hooks: answering('/gateway-pool/', (answer, _, now) => {
      for (const { spec } of childrenOf(answer, 'DomainClaim')) {
        const gatewayRef = spec.gatewayRef as { name: string }
        if (now % 600_000 > 300_000)
          spec.gatewayRef = { ...gatewayRef, name: gatewayRef.name.replace(/\d+$/, '9') }
      }
    })
  },
  earlyFinalized: {
    breaks: finalizersWait.name,
    hooks: answering('/domain-claim/', (answer, { parent }) => {
      if (parent.metadata.deletionTimestamp !== undefined) answer.finalized = true
    })
  },
  noLimit: {
    breaks: gatewayQuota.name,
    hooks: askingPool(spec => ({
      ...spec,
      capacity: { maxHostnamesPerGateway: 62, minGateways: 0, maxGateways: 1 }
    }))
  },
  openListeners: {
    breaks: listenersAdmitOwners.name,
    hooks: answering('/gateway-pool/', answer => {
      for (const gateway of childrenOf(answer, 'Gateway'))
        for (const listener of listenersOf(gateway))
          listener.allowedRoutes = { namespaces: { from: 'All' } }
    })
  },
  wildWildcard: {
    breaks: wildcardsStayAtHome.name,
    hooks: answering('/gateway-pool/', answer => {
      for (const gateway of childrenOf(answer, 'Gateway')) {
        const listeners = listenersOf(gateway)
        const [model] = listeners.filter(({ hostname }) => hostname?.endsWith('.example.com'))
        const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'team-c' } }
        const allowedRoutes = { namespaces: { from: 'Selector', selector } }
        if (model !== undefined)
          listeners.push({ ...model, name: 'wild', hostname: '*.example.com', allowedRoutes })
      }
    })
  },
  hastyReady: {
    breaks: readyIsTrue.name,
    hooks: answering('/domain-claim/', answer => {
      const conditions = (answer.status as DomainClaim['status'])?.conditions ?? []
      for (const condition of conditions as { status: string }[]) condition.status = 'True'
    })
  },
  readyForEver: {
    breaks: readyIsTrue.name,
    hooks: answering('/hostname-request/', (answer, { parent: { status } }) => {
      if (status !== undefined && isReady({ status })) answer.status = status
    })
  },
  nullChild: {
    breaks: noCrash.name,
    hooks: answering('/gateway-pool/', (answer, _, now) => {
      if (now % 60_000 > 55_000) answer.children.push(null)
    })
  },
  wrongRefusal: { breaks: settles.name, hooks: saying('NamespaceNotAllowed') },
  nothingInTheWay: { breaks: settles.name, hooks: saying('ValidationRecordInTheWay') },
  restlessStatus: {
    breaks: settles.name,
    hooks: answering('/gateway-pool/', (answer, _, now) => {
      answer.status = { ...answer.status, waiting: Math.floor(now / 1000) % 1000 }
    })
  }
}
