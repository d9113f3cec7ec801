import { readdirSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { createApp } from '../../hooks/app.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { createHooks } from '../../hooks/create-hooks.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../simulator/aws/timings.ts'
import { projectFolder, readManifests } from '../../simulator/cluster/manifests.ts'
import { poolsAmong } from '../../simulator/demo/kinds.ts'
import { createZonesFor } from '../../simulator/demo/world/zones.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'

const region = 'eu-central-1'
const folder = projectFolder('examples/hooks')
const files = readdirSync(folder).sort()
const writes = /^(Request|Delete|Add|Remove|Change|Update|Create)/

/** The words of the answers have to match. For the other payloads there may be nothing to do. */
const changes: Record<string, readonly RegExp[]> = {
  'gateway-pool-sync.json': [/DomainClaim shop\.apps\.example\.com/, /Gateway edge\/default-1/],
  'domain-claim-sync.json': [/certificate for cart\.apps\.example\.com/]
}

type World = {
  app: FastifyInstance
  hooks: readonly string[]
  cloud: EmbeddedAws
  clock: VirtualClock
}

/** The service as in production, with an embedded AWS that has the zones of the examples. */
function createWorld(): World {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, timings: instantTimings })
  createZonesFor(poolsAmong(readManifests([projectFolder('examples/02-pool.yaml')])), cloud)
  const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' }
  const aws = createAWS({
    region,
    clock,
    fenceTimes,
    credentials,
    requestHandler: cloud.requestHandler()
  })
  const hooks = createHooks({
    aws,
    clock,
    cluster: 'demo',
    certificateRegions: [],
    fenceTimes,
    defaultRegion: region
  })
  const app = createApp({ hooks, logger: pino({ level: 'silent' }) })
  return { app, hooks: Object.keys(hooks), cloud, clock }
}

/** The payload `gateway-pool-sync.json` goes to the path `/gateway-pool/sync`. */
function pathOf(file: string): string {
  return `/${file.replace(/-(\w+)\.json$/, '/$1')}`
}

async function send({ app, clock }: World, file: string, query = '') {
  const answer = app.inject({
    method: 'POST',
    url: `${pathOf(file)}${query}`,
    headers: { 'content-type': 'application/json' },
    payload: readFileSync(`${folder}/${file}`, 'utf8')
  })
  let isAnswered = false
  const done = () => {
    isAnswered = true
  }
  answer.then(done, done)
  await clock.runUntil(() => isAnswered, { within: 60_000 })
  return answer
}

function writesOf(cloud: EmbeddedAws): readonly string[] {
  return Object.keys(cloud.calls.counts()).filter(operation => writes.test(operation))
}

t.test('there is a payload for every hook, and for nothing else', async t => {
  t.same(files.map(pathOf).sort(), [...createWorld().hooks].sort())
})

t.test(
  'the claim of the payload is of no example, so that a dry run in a demo has something to tell',
  async t => {
    const { parent } = JSON.parse(readFileSync(`${folder}/domain-claim-sync.json`, 'utf8'))
    const requested = readManifests([projectFolder('examples')]).map(({ spec }) => spec?.hostname)
    t.ok(requested.includes('shop.apps.example.com'))
    t.notOk(requested.includes(parent.spec.hostname), parent.spec.hostname)
  }
)

for (const file of files) {
  t.test(`${file} is answered`, async t => {
    const { statusCode, body } = await send(createWorld(), file)
    t.equal(statusCode, 200, body.slice(0, 500))
    const answer = JSON.parse(body)
    const field = file.endsWith('customize.json') ? 'relatedResources' : 'children'
    t.ok(Array.isArray(answer[field]), `has ${field}`)
  })

  t.test(`${file} is answered in words, and nothing is done`, async t => {
    const world = createWorld()
    const before = world.cloud.zones.list().map(({ id }) => world.cloud.zones.records(id).length)
    const { statusCode, body } = await send(world, file, '?dryRun=true')
    t.equal(statusCode, 200, body.slice(0, 500))
    t.same(writesOf(world.cloud), [])
    t.same(
      world.cloud.zones.list().map(({ id }) => world.cloud.zones.records(id).length),
      before
    )
    t.equal(world.cloud.certificates.list().length, 0)
    const { words = [] } = JSON.parse(body)
    for (const word of changes[file] ?? []) t.match(words.join('\n'), word)
  })
}

t.test(
  'without dryRun, a claim does ask for its certificate: the check of writes sees it',
  async t => {
    const world = createWorld()
    await send(world, 'domain-claim-sync.json')
    t.same(writesOf(world.cloud), ['RequestCertificate'])
  }
)
