import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm'
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53'
import t from 'tap'
import { systemClock } from '../../../hooks/clock.ts'
import { createEmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../../simulator/aws/timings.ts'
import { list, request } from './acm/calls.ts'
import { clientBasics, errorOf, region } from './fixture.ts'

t.test('the SDK over HTTP: both services on one loopback port', async t => {
  const said: string[] = []
  const aws = createEmbeddedAws({
    clock: systemClock,
    timings: instantTimings,
    quotas: 'none',
    say: line => said.push(line)
  })
  aws.zones.create('example.com')
  const { url, close } = await aws.listen()
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.match(said, [/EMBEDDED AWS on http:.* Route 53\. No certificate and no record here is real\./])
  const acm = new ACMClient({ ...clientBasics, region, endpoint: url })
  const route53 = new Route53Client({ ...clientBasics, region, endpoint: url })
  await request(acm, 'a.example.com')
  t.strictSame((await list(acm)).lines, ['a.example.com PENDING_VALIDATION'])
  t.match(await route53.send(new ListHostedZonesCommand()), {
    HostedZones: [{ Name: 'example.com.' }]
  })
  aws.faults.next('ListCertificates', { before: { do: 'drop' } })
  t.match(await errorOf(acm.send(new ListCertificatesCommand())), /socket hang up|ECONNRESET/)
  const plain = await fetch(url)
  t.equal(plain.status, 404)
  t.match(await plain.text(), /This is an embedded AWS/)
  for (const client of [acm, route53]) client.destroy()
  await close()
  await t.rejects(fetch(url))
})
