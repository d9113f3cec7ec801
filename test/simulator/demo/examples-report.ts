import type { Test } from 'tap'
import type { Report } from '../../../simulator/demo/screen/report.ts'

const reportFields = [
  'ready',
  'requests',
  'routes',
  'refused',
  'gateways',
  'aws',
  'leftovers',
  'seconds'
]
const requestFields = [
  'namespace',
  'name',
  'hostname',
  'ready',
  'reason',
  'gateway',
  'certificateARN',
  'url'
]

/** Checks the report of a demo with the examples. */
export function checkExamplesReport(t: Test, report: Report): void {
  t.same(Object.keys(report), reportFields)
  t.equal(report.ready, true)
  t.same(report.leftovers, { certificates: 0, records: 0, objects: 0 })
  t.ok((report.aws.calls.RequestCertificate ?? 0) >= 5, 'one more for the rival')
  t.match(report.gateways, [{ name: 'default-1', hostnames: 4, certificates: 4 }])
  t.match(report.refused, [{ kind: 'GatewayHostnameRequest', name: 'shouting' }])
  const reasons = Object.fromEntries(
    report.requests.map(({ namespace, name, reason }) => [`${namespace}/${name}`, reason])
  )
  t.match(reasons, {
    'shop/shop': 'Ready',
    'blog/rival': 'HostnameTaken',
    'blog/shouting': 'Invalid'
  })
  const shop = report.requests.find(({ name }) => name === 'shop')
  t.match(shop, {
    ready: true,
    gateway: 'default-1',
    certificateARN: /^arn:aws:acm:/,
    url: 'https://shop.apps.example.com'
  })
  t.same(Object.keys(shop ?? {}), requestFields)
  const rival = report.requests.find(({ name }) => name === 'rival')
  t.match(rival?.message, /shop\.apps\.example\.com/, 'a request that is not Ready says why')
}
