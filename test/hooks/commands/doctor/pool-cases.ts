import type { HookReply } from '../../../../hooks/commands/cluster/hooks-client.ts'
import { type Case, claim } from './case.ts'
import { condition, drop, dryRunOf, find } from './doctor-world.ts'

const zone = 'zone Z0EXAMPLEAPPS (apps.example.com, pool default)'
const delegation = 'delegation of apps.example.com (pool default)'

/** The answer of hooks that have a place in the queue for a call. */
function blindDryRun(path: string): HookReply {
  if (!path.includes('dryRun')) return dryRunOf(path)
  const words = ['nothing, as AWS could not be looked at: GetHostedZone: Late']
  return { status: 200, body: JSON.stringify({ dryRun: true, words, steps: [], status: {} }) }
}

export const poolCases: Case[] = [
  {
    name: 'nothing has answered for a pool',
    change: world => {
      find(world, 'GatewayPool', 'default').status = { observedGeneration: -1 }
    },
    check: 'pool default',
    message: /nothing has answered/,
    todo: /SyncError/
  },
  {
    name: 'a pool says that something is wrong',
    change: world => {
      const conditions = [condition('Ready', 'False', 'PoolFull', 'there is no room')]
      find(world, 'GatewayPool', 'default').status = { observedGeneration: 1, conditions }
    },
    check: 'pool default',
    message: /PoolFull: there is no room/,
    todo: /describe gatewaypool default/
  },
  {
    name: 'a pool waits for its Gateway',
    change: world => {
      const conditions = [condition('Ready', 'False', 'WaitingForGateway')]
      find(world, 'GatewayPool', 'default').status = { observedGeneration: 1, conditions }
    },
    check: 'pool default',
    result: 'not checked',
    message: /WaitingForGateway/
  },
  {
    name: 'there is no pool',
    change: world => drop(world, 'GatewayPool'),
    check: 'pools',
    result: 'not checked',
    message: /no pool yet/
  },
  {
    name: 'claims may not be listed, so that none proves that a zone answers',
    change: world => {
      const path = '/apis/gateway-orchestrator.io/v1alpha1/domainclaims'
      world.refusals.push({ path, kind: 'denied', message: 'domainclaims is forbidden' })
    },
    check: 'claims',
    result: 'not checked',
    message: /domainclaims is forbidden/,
    todo: /may read DomainClaims/
  },
  {
    name: 'AWS denies the hooks a call',
    change: world => {
      world.post = path => dryRunOf(path, 'AWSAccessDenied', 'acm:ListCertificates is denied')
    },
    check: 'AWS',
    message: /AWSAccessDenied: acm:ListCertificates/
  },
  {
    name: 'AWS throttles',
    change: world => {
      world.post = path => dryRunOf(path, 'AWSThrottled')
    },
    check: 'AWS',
    result: 'not checked',
    message: /AWSThrottled/
  },
  {
    name: 'the hooks wait for their budget, and their answer tells nobody',
    change: world => {
      world.post = path => blindDryRun(path)
    },
    check: 'AWS',
    result: 'not checked',
    message: /AWS could not be looked at: GetHostedZone: Late/
  },
  {
    name: 'the hooks wait for their budget, so nothing is known of the zone',
    change: world => {
      world.post = path => blindDryRun(path)
    },
    check: zone,
    result: 'not checked',
    message: /AWS could not be looked at: GetHostedZone: Late/
  },
  {
    name: 'the hosted zone does not exist',
    change: world => {
      world.post = path => dryRunOf(path, 'ZoneNotFound', 'Z0EXAMPLEAPPS does not exist')
    },
    check: zone,
    message: /ZoneNotFound: Z0EXAMPLEAPPS does not exist/
  },
  {
    name: 'zones are not blamed for what AWS denies',
    change: world => {
      world.post = path => dryRunOf(path, 'AWSNoCredentials')
    },
    check: zone,
    result: 'not checked',
    message: /AWSNoCredentials/
  },
  {
    name: 'dry runs are not taken from hooks that do not know them',
    change: world => {
      world.post = path =>
        path.includes('dryRun') ? { status: 200, body: '{"status":{}}' } : dryRunOf(path)
    },
    check: 'AWS',
    result: 'not checked',
    message: /no dry run/
  },
  {
    name: 'the domain is served by somebody else',
    change: world => {
      world.dns.ns = async () => ['ns1.registrar.example']
    },
    check: delegation,
    message: /ns1\.registrar\.example answers for apps\.example\.com/,
    todo: /delegated/
  },
  {
    name: 'nobody serves the domain',
    change: world => {
      world.dns.ns = async name => {
        if (name === 'com') return ['a.gtld-servers.net']
        throw Object.assign(new Error('x'), { code: 'ENOTFOUND' })
      }
    },
    check: delegation,
    message: /no name server/
  },
  {
    name: 'DNS that knows private names only',
    change: world => {
      world.dns.ns = async () => {
        throw Object.assign(new Error('x'), { code: 'ENOTFOUND' })
      }
    },
    check: delegation,
    result: 'not checked',
    message: /does not know the domain com, so it is not public DNS/
  },
  {
    name: 'DNS does not answer',
    change: world => {
      world.dns.ns = async () => {
        throw Object.assign(new Error('x'), { code: 'ETIMEOUT' })
      }
    },
    check: delegation,
    result: 'not checked',
    message: /ETIMEOUT/,
    todo: /dig \+trace NS apps\.example\.com/
  },
  {
    name: 'a parent of the domain is served by Route 53',
    change: world => {
      const ns = world.dns.ns
      world.dns.ns = async name => {
        if (name === 'example.com') return ns(name)
        throw Object.assign(new Error('x'), { code: 'ENODATA' })
      }
    },
    check: delegation,
    result: 'passed',
    message: /for example\.com/
  },
  {
    name: 'name servers with names of their own, but our record is there',
    change: world => {
      world.objects.push(claim('shop.apps.example.com'))
      world.dns.ns = async () => ['ns1.example.com']
      world.dns.txt = async name =>
        name === '_gateway-orchestrator.shop.apps.example.com'
          ? [['heritage=gateway-orchestrator,cluster=a,types=A,target=b,revision=1']]
          : []
    },
    check: delegation,
    result: 'passed',
    message: /ownership record of shop\.apps\.example\.com/
  }
]
