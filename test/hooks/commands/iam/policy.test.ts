import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { type PolicyBounds, policyFor } from '../../../../hooks/commands/iam/policy.ts'
import { projectFolder } from '../../../../simulator/cluster/manifests.ts'
import { allows } from '../../../helpers/iam-policy.ts'

const bounds: PolicyBounds = {
  zones: ['Z0EXAMPLEAPPS'],
  accounts: ['111122223333'],
  regions: ['eu-central-1'],
  domains: ['apps.example.com'],
  clusterID: 'prod-1'
}
const policy = policyFor(bounds)
const certificate = 'arn:aws:acm:eu-central-1:111122223333:certificate/1'

/** The services of the SDK packages, by the prefix that IAM gives them. */
const prefixes: Record<string, string> = {
  '@aws-sdk/client-acm': 'acm',
  '@aws-sdk/client-route-53': 'route53'
}

/** The actions of all commands that a source imports from the SDK. */
function actionsIn(source: string): string[] {
  const imports = source.matchAll(/import (?:type )?\{([^}]*)\} from '(@aws-sdk\/client-[\w-]+)'/g)
  return [...imports].flatMap(([, names = '', from = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name]) => `${prefixes[from]}:${name}`)
  )
}

t.test('it allows every operation that the code can send, and no other', async t => {
  const root = projectFolder('.')
  const sources = globSync('hooks/**/*.ts', { cwd: root })
  const sent = sources.flatMap(path => actionsIn(readFileSync(`${root}/${path}`, 'utf8')))
  t.ok(sent.length > 8)
  // RequestCertificate with tags needs this action too (Service Authorization Reference, API
  // operations defined by AWS Certificate Manager).
  const needed = [...new Set([...sent, 'acm:AddTagsToCertificate'])].sort()
  for (const each of [policy, policyFor({ ...bounds, accounts: [], regions: [], domains: [] })]) {
    const allowed = each.Statement.flatMap(({ Action }) => Action)
    t.strictSame([...allowed].sort(), needed)
  }
  t.strictSame(
    actionsIn("import { ACMClient, GetCertificateCommand } from '@aws-sdk/client-acm'"),
    ['acm:GetCertificate'],
    'a further command would be found'
  )
})

const records = {
  'route53:ChangeResourceRecordSetsActions': ['CREATE'],
  'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
  'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_x.apps.example.com']
}
const zone = 'arn:aws:route53:::hostedzone/Z0EXAMPLEAPPS'
const tag = 'gateway-orchestrator.io/cluster'
const request = {
  'acm:ValidationMethod': ['DNS'],
  'acm:DomainNames': ['*.apps.example.com'],
  'aws:RequestedRegion': ['eu-central-1'],
  'aws:TagKeys': [tag],
  [`aws:RequestTag/${tag}`]: ['prod-1']
}

for (const [what, action, resource, context, isAllowed] of [
  ['a record', 'route53:ChangeResourceRecordSets', zone, records, true],
  [
    'a record in another zone',
    'route53:ChangeResourceRecordSets',
    'arn:aws:route53:::hostedzone/Z0OTHER',
    records,
    false
  ],
  [
    'UPSERT',
    'route53:ChangeResourceRecordSets',
    zone,
    { ...records, 'route53:ChangeResourceRecordSetsActions': ['CREATE', 'UPSERT'] },
    false
  ],
  [
    'a delegation',
    'route53:ChangeResourceRecordSets',
    zone,
    { ...records, 'route53:ChangeResourceRecordSetsRecordTypes': ['NS'] },
    false
  ],
  [
    'the domain itself',
    'route53:ChangeResourceRecordSets',
    zone,
    { ...records, 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['apps.example.com'] },
    true
  ],
  [
    'a name beside the domain',
    'route53:ChangeResourceRecordSets',
    zone,
    { ...records, 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['www.example.com'] },
    false
  ],
  ['a certificate', 'acm:RequestCertificate', '*', request, true],
  [
    'one that is validated by email',
    'acm:RequestCertificate',
    '*',
    { ...request, 'acm:ValidationMethod': ['EMAIL'] },
    false
  ],
  [
    'one in another region',
    'acm:RequestCertificate',
    '*',
    { ...request, 'aws:RequestedRegion': ['us-east-1'] },
    false
  ],
  [
    'one for another domain',
    'acm:RequestCertificate',
    '*',
    { ...request, 'acm:DomainNames': ['www.example.com'] },
    false
  ],
  [
    'one without our tag',
    'acm:RequestCertificate',
    '*',
    { ...request, [`aws:RequestTag/${tag}`]: [] },
    false
  ],
  [
    'deletion of ours',
    'acm:DeleteCertificate',
    certificate,
    { [`aws:ResourceTag/${tag}`]: ['prod-1'] },
    true
  ],
  [
    'deletion of one of another cluster',
    'acm:DeleteCertificate',
    certificate,
    { [`aws:ResourceTag/${tag}`]: ['prod-2'] },
    false
  ],
  ['deletion of one of others', 'acm:DeleteCertificate', certificate, {}, false],
  [
    'reading one of another account',
    'acm:DescribeCertificate',
    certificate.replace('111122223333', '444455556666'),
    {},
    false
  ],
  [
    'removal of a tag of others',
    'acm:RemoveTagsFromCertificate',
    certificate,
    { 'aws:TagKeys': ['team'] },
    false
  ]
] as const)
  t.test(`${isAllowed ? 'it allows' : 'it does not allow'}: ${what}`, async t => {
    t.equal(allows(policy, { action, resource, context }), isAllowed)
  })

t.test('without a cluster, any tag of ours will do; without bounds, any place', async t => {
  const open = policyFor({ zones: ['Z0EXAMPLEAPPS'], accounts: [], regions: [], domains: [] })
  const context = { [`aws:ResourceTag/${tag}`]: ['prod-2'] }
  t.ok(allows(open, { action: 'acm:DeleteCertificate', resource: certificate, context }))
  t.notOk(
    allows(open, { action: 'acm:DeleteCertificate', resource: certificate, context: {} }),
    'a certificate of others is never deleted'
  )
})

t.test('China, GovCloud and the isolated regions have ARNs of their own', async t => {
  for (const [region, partition] of [
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-west-1', 'aws']
  ] as const) {
    const resources = policyFor({ ...bounds, regions: [region] }).Statement.flatMap(
      ({ Resource }) => Resource
    )
    for (const arn of resources.filter(each => each !== '*'))
      t.match(arn, new RegExp(`^arn:${partition}:`))
  }
})
