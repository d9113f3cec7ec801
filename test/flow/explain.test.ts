import t from 'tap'
import { storyText } from '../../hooks/commands/explain/text.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import { type Reason, reasons } from '../../hooks/conditions/reasons.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { readerOfAll, storyOf } from '../helpers/hostname-world.ts'

/** How `shop/web` gets stuck, what a person then has to do, and who. */
type Case = {
  stuck: string
  reason: Reason
  /** The next action, as a person has to read it. */
  todo: RegExp
  awaited: string
  platform?: readonly KubeObject[]
  before: (world: FlowWorld) => unknown
  withinSeconds?: number
}

/** AWS refuses all calls of one operation. */
function refuse(operation: string, code: string, message: string) {
  return ({ cloud }: FlowWorld) =>
    void cloud.faults.use(call =>
      call.operation === operation ? { before: { do: 'error', code, message } } : undefined
    )
}

async function rival(world: FlowWorld, name = hostname): Promise<void> {
  world.apply(aNamespace('rival'), aRequest('rival', 'first', name))
  await world.untilReady('rival', 'first')
}

const platformTeam = 'the platform team'

/** ACM's reasons to let a certificate fail, and what each asks for. */
const failures = {
  CAA_ERROR: /0 issue "amazon\.com"/,
  ADDITIONAL_VERIFICATION_REQUIRED: /open a case with AWS Support/,
  DOMAIN_NOT_ALLOWED: /taken off the list/,
  INVALID_PUBLIC_DOMAIN: /use a hostname in a registered public domain/,
  DOMAIN_VALIDATION_DENIED: /who the domain is registered to/,
  SLR_NOT_FOUND: /create-service-linked-role/,
  OTHER: /wait for the next certificate/
} as const

const cases: readonly Case[] = [
  {
    stuck: 'the domain is not delegated to its zone',
    reason: 'ValidationPending',
    todo: /dig \+short CNAME NAME.*the domain is not delegated/,
    awaited: 'ACM',
    // ACM resolves from the parent zone, which delegates the domain elsewhere.
    before: world => {
      world.cloud.zones.create('example.com', { id: 'Z0PARENT', delegate: false })
      world.cloud.zones.delegate('Z0PARENT', 'apps.example.com')
    },
    withinSeconds: 3600
  },
  ...Object.entries(failures).map(
    ([failure, todo]): Case => ({
      stuck: `ACM lets the certificate fail: ${failure}`,
      reason: 'CertificateFailed',
      todo,
      awaited: platformTeam,
      before: world => world.cloud.faults.failCertificates(hostname, failure as 'CAA_ERROR')
    })
  ),
  {
    stuck: 'a quota of AWS is used up',
    reason: 'AWSQuotaExceeded',
    todo: /raise the quota that the message names/,
    awaited: platformTeam,
    before: refuse('RequestCertificate', 'LimitExceededException', 'too many certificates')
  },
  {
    stuck: 'the quota of the namespace is used up',
    reason: 'QuotaExceeded',
    todo: /Delete a request that you no longer need.*maxHostnamesPerNamespace/,
    awaited: 'your team',
    platform: aPlatform({}, { maxHostnamesPerNamespace: 0 }),
    before: () => undefined
  },
  {
    stuck: 'the load balancer controller is down',
    reason: 'GatewayClassMissing',
    todo: /that the AWS Load Balancer Controller runs/,
    awaited: platformTeam,
    before: world => world.cluster.loadBalancers.stop(),
    withinSeconds: 3600
  },
  {
    stuck: 'the hostname is taken',
    reason: 'HostnameTaken',
    todo: /Choose another hostname, or keep this request and wait/,
    awaited: 'the holder of the hostname',
    before: world => rival(world)
  },
  {
    stuck: 'the pool is full',
    reason: 'PoolFull',
    todo: /raise spec\.capacity/,
    awaited: platformTeam,
    platform: aPlatform({ capacity: { maxGateways: 1, maxHostnamesPerGateway: 1 } }),
    before: world => rival(world, 'other.apps.example.com')
  },
  {
    stuck: 'a record of somebody else is at the hostname',
    reason: 'ForeignRecord',
    todo: /Remove it, or hand it over without an outage/,
    awaited: platformTeam,
    before: world =>
      world.cloud.zones.put('Z0APPS', { name: hostname, type: 'A', values: ['192.0.2.1'] })
  },
  {
    stuck: 'the hooks have no credentials',
    reason: 'AWSNoCredentials',
    todo: /associate the ServiceAccount of the hooks with an IAM role/,
    awaited: platformTeam,
    before: refuse('ListCertificates', 'ExpiredTokenException', 'The token has expired')
  }
]

for (const { stuck, reason, todo, awaited, before, withinSeconds = 900, platform } of cases) {
  t.test(`${stuck}: explain says what the condition says`, async t => {
    const world = createFlowWorld()
    t.teardown(() => world.stop())
    world.cloud.zones.create('apps.example.com', { id: 'Z0APPS' })
    world.apply(...(platform ?? aPlatform()))
    await before(world)
    world.apply(aNamespace('shop'), aRequest('shop', 'web', hostname))
    const happens = () => world.ready('shop', 'web') === `False ${reason}`
    t.ok(await world.until(happens, withinSeconds), world.ready('shop', 'web'))
    const story = await storyOf(world, 'web')
    const { next } = story
    if (next === undefined) return t.fail('it says nothing')
    const message = messageOf(world, 'shop', 'web')
    t.equal(next.reason, reason)
    t.ok(message.startsWith(next.fact), 'the fact is the one of the condition')
    if (next.fact !== message) {
      t.ok(message.toLowerCase().endsWith(next.todo.toLowerCase()), 'and so is what to do')
      t.ok(next.todo.endsWith(reasons[reason].todo), 'which ends as the catalogue has it')
      t.match(next.todo, todo, 'and is the right thing')
    } else {
      t.match(message, todo, 'the condition says what to do in words of its own')
      t.equal(next.todo, reasons[reason].todo)
    }
    t.equal(next.awaited, awaited)
    t.equal(story.state, reasons[reason].stalls ? 'Stuck' : 'Waiting')
    const present = story.steps.filter(({ state }) => state === 'now' || state === 'stuck')
    t.equal(present.length, 1, 'one step is the present one')
    t.equal(present[0]?.reason, reason)
    t.strictSame(story.unread, [])
    const text = storyText(story, plainScreen(), new Date(world.clock.now()).toISOString())
    const tooLong = text.split('\n').filter(line => line.length > 80 && line.trim().includes(' '))
    t.strictSame(tooLong, [], 'it fits 80 columns, but for single long words')
  })
}

t.test('a Ready hostname: what each step took is the time from the request to Ready', async t => {
  const world = await readyWeb()
  t.teardown(() => world.stop())
  const story = await storyOf(world, hostname)
  t.match(story, {
    state: 'Ready',
    request: 'shop/web',
    claim: hostname,
    gateway: 'edge/default-1'
  })
  t.equal(story.next, undefined)
  t.strictSame(story.beside, [])
  t.ok(story.steps.every(({ state }) => state === 'done'))
  const took = story.steps.reduce((sum, { tookSeconds = 0 }) => sum + tookSeconds, 0)
  const last = story.steps.at(-1)?.at ?? ''
  t.equal(took, (Date.parse(last) - Date.parse(story.askedAt ?? '')) / 1000)
  t.ok(took > 30, 'it is not done at once')
})

t.test('what may not be read is said, and the rest is told', async t => {
  const world = await readyWeb()
  t.teardown(() => world.stop())
  const path = `/apis/gateway-orchestrator.io/v1alpha1/domainclaims/${hostname}`
  const reader = readerOfAll(world, [
    { path, kind: 'denied', message: 'domainclaims is forbidden' }
  ])
  const story = await storyOf(world, 'shop/web', reader)
  t.equal(story.state, 'Ready')
  t.strictSame(story.unread, [
    { what: 'the DomainClaim', isDenied: true, why: 'domainclaims is forbidden' }
  ])
  t.equal(story.claim, hostname, 'the request names its claim')
})

t.test('a request that is gone: the claim tells until when it is kept', async t => {
  const world = await readyWeb()
  t.teardown(() => world.stop())
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.ok(
    await world.until(() => {
      const [claim] = world.list('DomainClaim') as readonly { spec?: JsonObject }[]
      return claim?.spec?.releasedAt !== undefined
    }, 60)
  )
  const { next, request } = await storyOf(world, hostname)
  t.equal(request, undefined)
  t.match(next, { reason: 'Released', todo: reasons.Released.todo })
  t.match(next?.fact, /^Pool default keeps it until its grace ends/)
  await t.rejects(storyOf(world, 'web'), { exitCode: 5, message: /no GatewayHostnameRequest web/ })
  await t.rejects(storyOf(world, 'x.example.com'), {
    exitCode: 5,
    message: /Nothing asks for x\.example\.com.*hostname who x\.example\.com/
  })
})
