import t from 'tap'
import { reasons } from '../../hooks/conditions/reasons.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { readerOfAll, storyOf } from '../helpers/hostname-world.ts'

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
