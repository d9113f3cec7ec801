import t from 'tap'
import { type Holding, releaseEvents } from '../../../../hooks/events/decide/release-events.ts'

const claim = { apiVersion: 'v', kind: 'DomainClaim', name: 'web.x', uid: 'c' }

function held(name: string, uid: string, releasedAt?: string): Holding {
  const requestRef = { namespace: 'shop', name, uid }
  return { hostname: 'web.x', requestRef, ...(releasedAt === undefined ? {} : { releasedAt }) }
}

const noon = '2026-01-01T12:00:00Z'

const table: Record<string, readonly [Holding, Holding, readonly string[]]> = {
  'the request is gone': [
    held('web', 'u'),
    held('web', 'u', noon),
    ['Released DomainClaim/web.x', 'Released GatewayHostnameRequest/web']
  ],
  'it is gone as before': [held('web', 'u', noon), held('web', 'u', noon), []],
  'its release is written anew': [
    held('web', 'u', noon),
    held('web', 'u', '2026-01-01T12:00:10Z'),
    []
  ],
  'another request takes over': [
    held('web', 'u', noon),
    held('other', 'o'),
    ['HandedOver DomainClaim/web.x', 'HandedOver GatewayHostnameRequest/other']
  ],
  'the request is made again before it was seen to be gone': [
    held('web', 'u'),
    held('web', 'new'),
    ['HandedOver DomainClaim/web.x', 'HandedOver GatewayHostnameRequest/web']
  ],
  'the request was never gone': [held('web', 'u', noon), held('web', 'u'), []],
  nothing: [held('web', 'u'), held('web', 'u'), []]
}

for (const [what, [before, after, expected]] of Object.entries(table))
  t.test(what, async t => {
    const events = releaseEvents({ claim, before, after }, 300)
    t.strictSame(
      events.map(({ reason, regarding }) => `${reason} ${regarding.kind}/${regarding.name}`),
      expected
    )
    for (const { related, regarding } of events)
      t.not(related?.kind, regarding.kind, 'the event on one names the other')
  })

t.test('a release says until when the hostname works', async t => {
  const [event] = releaseEvents(
    { claim, before: held('web', 'u'), after: held('web', 'u', noon) },
    300
  )
  t.match(event?.note, /until 2026-01-01T12:05:00Z/)
})
