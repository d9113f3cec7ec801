import t from 'tap'
import type { Condition } from '../../../hooks/api/objects.ts'
import type { NewEvent } from '../../../hooks/events/decide/new-event.ts'
import { createTeller } from '../../../hooks/events/teller.ts'
import type { Log } from '../../../hooks/hook.ts'
import type { SyncRequest } from '../../../hooks/wire/metacontroller.ts'
import { conditionsOf, type Words } from './conditions.ts'

type Said = Readonly<Record<string, Words>>

const errors: string[] = []
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (_, message) => void errors.push(message)
}

function asking(said: Said, kind = 'GatewayHostnameRequest'): SyncRequest {
  const conditions: Condition[] = conditionsOf(said)
  return {
    controller: {
      metadata: { name: 'c' },
      spec: { parentResource: { apiVersion: 'v', resource: 'r' } }
    },
    parent: {
      apiVersion: 'v',
      kind,
      metadata: { name: 'web', uid: 'u', generation: 1 },
      spec: {},
      status: { conditions, observedGeneration: 1 }
    },
    children: {},
    related: {},
    finalizing: false
  }
}

/** The life of one object in one process: what is observed, what is answered, what is told. */
type Life = readonly (readonly [Said, Said, readonly string[]])[]

const accepted: Said = { Accepted: 'True Accepted' }
const taken: Said = { Ready: 'False HostnameTaken' }
const full: Said = { Ready: 'False PoolFull' }

const lives: Record<string, Life> = {
  'an answer that is asked for again, because the cache is behind, is told once': [
    [{}, accepted, ['Accepted']],
    [{}, accepted, []],
    [accepted, accepted, []]
  ],
  'a process that starts tells nothing of what has not changed': [[taken, taken, []]],
  'a process that starts tells what has changed meanwhile': [[taken, full, ['PoolFull']]],
  'there and back, while the cache shows the first': [
    [taken, full, ['PoolFull']],
    [taken, taken, ['HostnameTaken']],
    [taken, full, ['PoolFull']],
    [full, full, []]
  ],
  'once the cache has shown what was told, what it shows counts again': [
    [{}, taken, ['HostnameTaken']],
    [taken, taken, []],
    [full, taken, ['HostnameTaken']]
  ]
}

for (const kind of ['request', 'pool'] as const)
  for (const [what, life] of Object.entries(lives))
    t.test(`${kind}: ${what}`, async t => {
      const told: NewEvent[] = []
      const teller = createTeller(events => void told.push(...events))
      for (const [i, [observed, answered, expected]] of life.entries()) {
        const said = kind === 'request' ? answered : asPool(answered)
        const status = { conditions: conditionsOf(said) }
        const seen = kind === 'request' ? observed : asPool(observed)
        teller[kind]({ request: asking(seen), response: { status, children: [] }, log })
        const reasons = told.splice(0).map(({ reason }) => reason)
        t.strictSame(
          reasons,
          kind === 'request' ? expected : expected.filter(isTrouble),
          `${i + 1}`
        )
      }
    })

/** A pool tells its troubles of Accepted. */
function asPool(said: Said): Said {
  const { Ready } = said
  return Ready === undefined ? said : { Accepted: Ready, Ready }
}

function isTrouble(reason: string): boolean {
  return reason !== 'Accepted'
}

t.test('a pool that may go is told to be gone once', async t => {
  const told: NewEvent[] = []
  const teller = createTeller(events => void told.push(...events))
  const response = { status: { conditions: [] }, children: [], finalized: true }
  for (let time = 0; time < 3; time++) teller.pool({ request: asking({}), response, log })
  t.strictSame(
    told.map(({ reason }) => reason),
    ['Gone']
  )
})

t.test('an event that cannot be made is an error in the log, and in nothing else', async t => {
  const teller = createTeller(() => {
    throw new Error('a fault of ours')
  })
  const status = { conditions: conditionsOf(accepted) }
  t.doesNotThrow(() =>
    teller.request({ request: asking({}), response: { status, children: [] }, log })
  )
  t.strictSame(errors, ['no event: an error of ours'])
})
