import { ACMClient, RemoveTagsFromCertificateCommand } from '@aws-sdk/client-acm'
import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import {
  messageOf,
  removeLoadBalancers,
  standing,
  writesOf
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isReady,
  region
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const txtName = `_gateway-orchestrator.${hostname}`
const minute = 60

type Story = { world: ClaimWorld; claim: DomainClaim }

async function readyClaim(spec: Partial<DomainClaim['spec']> = {}): Promise<Story> {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, spec)
  if (!(await bringToReady(world, claim))) throw new Error(`not Ready: ${messageOf(claim)}`)
  await world.live(claim, 5 * minute)
  return { world, claim }
}

function valuesOf({ cloud, zoneID }: ClaimWorld, name = txtName): readonly string[] {
  const found = cloud.zones.records(zoneID).filter(record => record.name === `${name}.`)
  return found.map(({ type, values, alias }) => `${type} ${alias?.dnsName ?? values.join()}`)
}

function remove({ cloud, zoneID }: ClaimWorld, type: string, name = txtName): void {
  cloud.zones.removeRecord(zoneID, name, type)
}

/** The request is gone, and so is the listener: the claim is deleted. */
function gone(world: ClaimWorld, claim: DomainClaim): Promise<boolean> {
  removeLoadBalancers(world)
  return world.remove(claim)
}

/** The hostname's records and TXT as text, without their order. */
function snapshot(world: ClaimWorld): string {
  return [...valuesOf(world, hostname), ...valuesOf(world)].sort().join(' | ')
}

t.test('the TXT is written again, and the alias stays all the time', async t => {
  const { world, claim } = await readyClaim()
  const [alias] = valuesOf(world, hostname)
  remove(world, 'TXT')
  world.cloud.calls.reset()
  await world.live(claim, 31 * minute)
  t.ok(isReady(claim))
  t.match(valuesOf(world)[0], /claim=shop\.example\.com,uid=.*,target=k8s-.*,revision=2"/)
  t.strictSame(valuesOf(world, hostname), [alias])
  t.strictSame(writesOf(world), ['ChangeResourceRecordSets'])
  t.equal(claim.status?.alias?.repairs, 1)
})

t.test('the request goes, and nothing of ours is left, also if the TXT was deleted', async t => {
  for (const [when, wait] of [
    ['and the claim had no time to notice', 0],
    ['an hour before', 60 * minute]
  ] as const) {
    await t.test(when, async t => {
      const { world, claim } = await readyClaim()
      remove(world, 'TXT')
      if (wait > 0) await world.live(claim, wait)
      t.ok(await gone(world, claim))
      t.strictSame(world.cloud.zones.records(world.zoneID).filter(isOfClaim), [])
      t.strictSame(world.cloud.certificates.list(), [])
    })
  }
})

function isOfClaim({ name }: { name: string }): boolean {
  return name.includes('shop')
}

t.test('the load balancer is gone when the TXT is missed: the alias goes all the same', async t => {
  const world = createClaimWorld({ aliasTargets: 'existing' })
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim), messageOf(claim))
  remove(world, 'TXT')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim), messageOf(claim))
  t.strictSame(valuesOf(world, hostname), [])
})

t.test('the TXT is deleted during the deletion, again and again', async t => {
  const { world, claim } = await readyClaim()
  world.markDeleted(claim)
  for (let round = 0; round < 3; round++) {
    remove(world, 'TXT')
    world.restart()
    await world.step(claim)
    await world.clock.advance(2000)
  }
  t.ok(await gone(world, claim))
  t.strictSame(valuesOf(world, hostname), [])
})

t.test('what may not be ours is left alone, and the claim says what to do', async t => {
  for (const [given, change, message] of [
    ['the alias differs in its health evaluation', healthChanged, /create _gateway-/],
    ['the alias has the form that the AWS console writes', dualstack, /create _gateway-/],
    ['an AAAA record stands beside it', besideAAAA, /TXT|Remove it/],
    ['the status was lost', statusLost, /create _gateway-\S+ TXT ".*claim=shop/],
    ['the certificate has no tags of this cluster', foreignTags, /create _gateway-/],
    ['external-dns keeps the hostname', externalDNS, /external-dns \(owner prod/]
  ] as const) {
    await t.test(given, async t => {
      const { world, claim } = await readyClaim()
      remove(world, 'TXT')
      await change({ world, claim })
      const before = snapshot(world)
      world.restart()
      world.cloud.calls.reset()
      await world.live(claim, 31 * minute)
      t.equal(standing(claim), 'False ForeignRecord')
      t.match(messageOf(claim), message)
      t.equal(snapshot(world), before)
      t.notOk(writesOf(world).includes('ChangeResourceRecordSets'))
      t.ok(await gone(world, claim))
      t.equal(snapshot(world), before, 'nor does the deletion touch it')
    })
  }
})

type Given = (story: Story) => void | Promise<void>

function putAlias({ world, claim }: Story, more: { dnsName?: string; health?: boolean }): void {
  const { target } = claim.spec
  if (target === undefined) throw new Error('no target')
  const { dnsName = target.dnsName, health = true } = more
  const alias = {
    dnsName: `${dnsName}.`,
    hostedZoneID: target.hostedZoneID,
    evaluateTargetHealth: health
  }
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', alias })
}

const healthChanged: Given = story => putAlias(story, { health: false })

const dualstack: Given = story =>
  putAlias(story, { dnsName: `dualstack.${story.claim.spec.target?.dnsName}` })

const besideAAAA: Given = ({ world: { cloud, zoneID } }) =>
  void cloud.zones.put(zoneID, { name: hostname, type: 'AAAA', values: ['2001:db8::7'] })

const statusLost: Given = ({ claim }) => {
  claim.status = { certificate: { attempts: 0 } }
}

const foreignTags: Given = async ({ world: { clock, cloud } }) => {
  const client = new ACMClient({
    region,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: cloud.requestHandler()
  })
  const [certificate] = cloud.certificates.list()
  const Tags = Object.keys(certificate?.tags ?? {}).map(Key => ({ Key }))
  const call = client.send(
    new RemoveTagsFromCertificateCommand({ CertificateArn: certificate?.arn, Tags })
  )
  let isDone = false
  void call.finally(() => {
    isDone = true
  })
  await clock.runUntil(() => isDone, { within: 60_000 })
}

const externalDNS: Given = ({ world: { cloud, zoneID } }) => {
  const text = '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=ingress/a/b"'
  cloud.zones.put(zoneID, { name: `a-${hostname}`, type: 'TXT', values: [text] })
}

t.test('a retained alias stays, and gets no TXT', async t => {
  const { world, claim } = await readyClaim({ deletionPolicy: 'Retain' })
  remove(world, 'TXT')
  t.ok(await gone(world, claim))
  t.match(snapshot(world), /^A k8s-edge-\S+$/)
})

t.test(
  'the load balancer is replaced while the TXT is gone: one change moves the alias',
  async t => {
    const { world, claim } = await readyClaim()
    remove(world, 'TXT')
    world.attach(claim, 'k8s-edge-public1-new')
    world.cloud.calls.reset()
    await world.clock.advance(minute * 1000)
    t.ok(await world.run(claim, isReady))
    t.match(
      snapshot(world),
      /A k8s-edge-public1-new.*TXT .*target=k8s-edge-public1-new.*revision=2/
    )
    t.strictSame(writesOf(world), ['ChangeResourceRecordSets'])
  }
)

t.test('the hooks die before or after the change, or its reply is lost', async t => {
  for (const isDeleted of [false, true])
    for (const side of ['before', 'after'] as const)
      for (let call = 1; call <= 8; call++) {
        const { world, claim } = await readyClaim()
        remove(world, 'TXT')
        world.restart()
        world.killAt(call, side)
        const name = `${isDeleted ? 'deletion, ' : ''}${side} call ${call}`
        if (isDeleted) {
          t.ok(await gone(world, claim), name)
          t.equal(snapshot(world), '', name)
        } else {
          await world.live(claim, 33 * minute)
          t.ok(isReady(claim), `${name}: ${messageOf(claim)}`)
          t.match(snapshot(world), /TXT/, name)
        }
      }
})

t.test('somebody acts between the look and the change: Route 53 refuses it', async t => {
  const rival =
    '"heritage=gateway-orchestrator,cluster=prod-eu,claim=x,types=A,target=y,revision=1"'
  for (const isDeleted of [false, true])
    for (const [deed, act] of [
      ['gives the alias to another cluster', ({ world }: Story) => putTXT(world, rival)],
      ['changes the alias', healthChanged]
    ] as const) {
      const story = await readyClaim()
      const { world, claim } = story
      remove(world, 'TXT')
      world.restart()
      let expected = ''
      world.cloud.faults.use(({ operation }) => {
        if (operation !== 'ChangeResourceRecordSets' || expected !== '') return undefined
        void act(story)
        expected = snapshot(world)
        return undefined
      })
      if (isDeleted) t.ok(await gone(world, claim))
      else await world.live(claim, 31 * minute)
      t.not(expected, '', 'a change was tried')
      t.equal(snapshot(world), expected, `${isDeleted ? 'deletion: ' : ''}somebody ${deed}`)
    }
})

function putTXT({ cloud, zoneID }: ClaimWorld, value: string): void {
  cloud.zones.put(zoneID, { name: txtName, type: 'TXT', values: [value] })
}

t.test('a second cluster, made from a copy of the first, takes nothing', async t => {
  const { world, claim } = await readyClaim()
  const second = createClaimWorld({ beside: world, cluster: 'second' })
  const copy = structuredClone(claim)
  remove(world, 'TXT')
  const before = snapshot(world)
  await second.live(copy, 10 * minute)
  t.equal(standing(copy), 'False ForeignRecord')
  t.equal(copy.status?.alias, undefined, 'it forgets the alias, so later proof counts for nothing')
  t.equal(snapshot(world), before)
  t.ok(await gone(second, copy))
  t.equal(snapshot(world), before)
})

t.test('the reply of the last change was lost, and later the TXT is deleted', async t => {
  const { world, claim } = await readyClaim()
  remove(world, 'A', hostname)
  world.cloud.faults.next('ChangeResourceRecordSets', { after: { do: 'drop' } })
  await world.live(claim, 20 * minute)
  t.ok(isReady(claim), messageOf(claim))
  remove(world, 'TXT')
  await world.live(claim, 20 * minute)
  t.ok(isReady(claim), messageOf(claim))
  t.match(snapshot(world), /TXT/)
})

t.test('a script that deletes the TXT each time is named', async t => {
  const { world, claim } = await readyClaim()
  for (let round = 0; round < 4; round++) {
    remove(world, 'TXT')
    await world.live(claim, 10 * minute)
  }
  t.equal(standing(claim), 'False RecordKeepsChanging')
})
