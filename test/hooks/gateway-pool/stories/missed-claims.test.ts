import t from 'tap'
import { request } from '../fixtures.ts'
import { groupNames, one, settle, sync, type World, world } from '../world.ts'

const name = 'a.apps.example.com'

/** Two hostnames are in service, and one claim is missing from the lists of the next sync. */
function missing(): World {
  const w = world({ requests: [request(name), request('b.apps.example.com')] })
  settle(w)
  delete w.children[groupNames.DomainClaim]?.[name]
  return w
}

function specs(w: World): unknown[] {
  const isKept = ({ kind }: { kind: string }) =>
    kind === 'Gateway' || kind === 'LoadBalancerConfiguration'
  return sync(w)
    .children.filter(isKept)
    .map(({ kind, spec, metadata }) => [kind, spec, metadata.annotations])
}

t.test(
  'a claim that is missing from the lists loses neither listener nor certificate nor record',
  async t => {
    const w = missing()
    t.match(JSON.stringify(one(w, 'Gateway', 'public-1').spec), `"hostname":"${name}"`)
    t.match(
      JSON.stringify(specs(w)).match(/a-apps-example-com-0/g)?.length,
      3,
      'configuration, record and annotation'
    )
    t.match(JSON.stringify(specs(w)), `"hostname":"${name}"`)
  }
)

for (const [given, asked] of [
  ['nobody asks for', []],
  ['another namespace asks for', [request(name, 'blog')]]
] as const) {
  t.test(`a hostname that ${given} goes when its claim is gone`, async t => {
    const w = missing()
    w.requests = [...w.requests.slice(1), ...asked]
    t.notMatch(JSON.stringify(specs(w)), /a-apps-example-com-0/)
    t.notMatch(JSON.stringify(specs(w)), `"hostname":"${name}"`)
  })
}
