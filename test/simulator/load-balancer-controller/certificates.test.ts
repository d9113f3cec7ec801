import t from 'tap'
import { seeEvents } from '../../../simulator/load-balancer-controller/types.ts'
import {
  applyConfiguration,
  applyGateway,
  applyRoute,
  conditionOf,
  edgeGateway,
  edgeOf,
  http,
  listener,
  readGateway
} from './edge.ts'

const host = 'shop.apps.example.com'
const isAccepted = ({ type }: { type: string }) => type === 'Accepted'

t.test('no route on 443: no listener, and no certificate in use', async t => {
  const { store, seconds, aws, controller } = edgeOf()
  const arn = aws.issue(host)
  applyConfiguration(store, [arn])
  applyGateway(store, [http, listener(host)])
  await seconds(200)
  t.same(aws.inUse(), [])
  t.same(controller.loadBalancerOf(edgeGateway)?.ports, [])
  t.equal(conditionOf(store, 'Programmed'), 'True Programmed 1', 'although it says Programmed')
  applyRoute(store, 'web')
  await seconds(2)
  t.same(aws.inUse(), [arn])
  t.same(controller.loadBalancerOf(edgeGateway)?.ports, [443])
  store.delete({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    namespace: 'shop',
    name: 'web'
  })
  await seconds(2)
  t.same(aws.inUse(), [], 'the last route gone, 443 goes')
  t.equal(aws.balancers.size, 1, 'the load balancer stays')
})

t.test('a keeper holds 443 open without any route of a tenant', async t => {
  const { store, seconds, aws } = edgeOf()
  const arn = aws.issue(host)
  applyConfiguration(store, [arn])
  const keeper = {
    name: 'keeper',
    port: 443,
    protocol: 'HTTPS',
    hostname: 'keeper.invalid',
    allowedRoutes: { namespaces: { from: 'Same' as const } }
  }
  applyGateway(store, [keeper, listener(host)])
  applyRoute(store, 'keeper', { namespace: 'edge', sectionName: 'keeper', rules: [{}] })
  await seconds(2)
  t.same(aws.inUse(), [arn])
  t.same(
    readGateway(store).status.listeners?.map(
      ({ name, attachedRoutes }) => `${name} ${attachedRoutes}`
    ),
    ['keeper 1', `${host} 0`]
  )
})

t.test('explicit certificates: the default first, all of them', async t => {
  const { store, seconds, aws } = edgeOf()
  const arns = ['a', 'b', 'c'].map(name => aws.issue(`${name}.example.com`))
  applyConfiguration(store, arns)
  applyGateway(store, [listener(host)])
  applyRoute(store, 'web')
  await seconds(2)
  t.same(aws.inUse(), arns)
  applyConfiguration(store, arns.slice(1))
  await seconds(2)
  t.same(aws.inUse(), arns.slice(1), 'the configuration alone is enough')
  t.equal(readGateway(store).metadata.generation, 1, 'and the Gateway does not change')
})

t.test(
  'with an empty list certificates are found by hostname, ' +
    'and one host without a match stops everything',
  async t => {
    const { store, seconds, aws } = edgeOf()
    const [exact, wildcard] = [aws.issue(host), aws.issue('*.apps.example.com')]
    aws.issue('other.example.com')
    applyConfiguration(store, [])
    applyGateway(store, [listener(host)])
    applyRoute(store, 'web')
    await seconds(2)
    t.same(aws.inUse(), [exact, wildcard], 'every match is attached')
    applyGateway(store, [listener(host), listener('nobody.example.com')])
    await seconds(2)
    t.equal(conditionOf(store, 'Accepted'), 'False Invalid 2')
    t.same(aws.inUse(), [exact, wildcard])
  }
)

t.test(
  'an ARN that does not exist, or is not issued, blocks the Gateway; ' +
    'mending the list heals at once',
  async t => {
    const { store, seconds, aws } = edgeOf()
    const good = aws.issue(host)
    applyConfiguration(store, [good])
    applyGateway(store, [listener(host)])
    applyRoute(store, 'web')
    await seconds(200)
    const address = readGateway(store).status.addresses
    const pending = aws.issue('pending.example.com')
    Object.assign(aws.certificates[1] ?? {}, { status: 'PENDING_VALIDATION' })
    for (const bad of ['arn:cert/none', pending]) {
      applyConfiguration(store, [bad, good])
      applyGateway(store, [listener(host), listener('more.example.com')])
      await seconds(3600)
      const { generation } = readGateway(store).metadata
      t.equal(conditionOf(store, 'Accepted'), `False Invalid ${generation}`)
      const { message } = readGateway(store).status.conditions.find(isAccepted) ?? {}
      t.equal(message, seeEvents, 'the message names neither the certificate nor the cause')
      t.equal(conditionOf(store, 'Programmed'), 'True Programmed 1', 'stale')
      t.same(readGateway(store).status.addresses, address)
      t.same(aws.inUse(), [good])
    }
    applyConfiguration(store, [good])
    await seconds(2)
    t.equal(conditionOf(store, 'Accepted'), 'True Accepted 2')
    t.equal(conditionOf(store, 'Programmed'), 'True Programmed 2')
  }
)

t.test('25 certificates are fine, a swap too; a 26th blocks everything', async t => {
  const { store, seconds, aws } = edgeOf()
  const arns = Array.from({ length: 26 }, (_, i) => aws.issue(`h${i}.example.com`))
  applyConfiguration(store, arns.slice(0, 25))
  applyGateway(store, [listener(host)])
  applyRoute(store, 'web')
  await seconds(2)
  t.equal(aws.inUse().length, 25)
  applyConfiguration(store, arns)
  await seconds(2)
  t.equal(conditionOf(store, 'Accepted'), 'False Invalid 1')
  t.equal(aws.inUse().length, 25)
  applyConfiguration(store, arns.slice(1))
  await seconds(2)
  t.same(aws.inUse(), arns.slice(1))
})
