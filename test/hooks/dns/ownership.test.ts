import fc from 'fast-check'
import t from 'tap'
import {
  type Ownership,
  ownershipName,
  ownershipRecord,
  readOwnership
} from '../../../hooks/dns/ownership.ts'

const owner: Ownership = {
  cluster: 'prod-1',
  claim: 'shop.example.com',
  uid: '0c1f6b1e-0000-4000-8000-000000000000',
  recordTypes: ['A', 'AAAA'],
  target: 'dualstack.k8s-edge-public1-1234567890.eu-central-1.elb.amazonaws.com',
  revision: 7
}

/** A TXT record of one value at the owner's name. */
function txt(value: string, more: object = {}) {
  return {
    name: '_gateway-orchestrator.shop.example.com',
    type: 'TXT',
    ttlSeconds: 300,
    values: [value],
    ...more
  }
}

t.test('what is written stays as it is: other versions of this program read it', async t => {
  const fields = [
    'heritage=gateway-orchestrator',
    'cluster=prod-1',
    'claim=shop.example.com',
    'uid=0c1f6b1e-0000-4000-8000-000000000000',
    'types=A+AAAA',
    'target=dualstack.k8s-edge-public1-1234567890.eu-central-1.elb.amazonaws.com',
    'revision=7'
  ]
  t.strictSame(ownershipRecord('shop.example.com', owner), {
    name: '_gateway-orchestrator.shop.example.com',
    type: 'TXT',
    ttlSeconds: 300,
    values: [`"${fields.join(',')}"`]
  })
  const cluster = {
    cluster: 'prod-1',
    recordTypes: ['CNAME'],
    target: '_w.acm-validations.aws',
    revision: 1
  }
  const fieldsOfCluster = [
    'heritage=gateway-orchestrator',
    'cluster=prod-1',
    'types=CNAME',
    'target=_w.acm-validations.aws',
    'revision=1'
  ]
  t.strictSame(ownershipRecord('_v.shop.example.com', cluster).values, [
    `"${fieldsOfCluster.join(',')}"`
  ])
})

t.test('where it is written', async t => {
  for (const [name, expected] of [
    ['shop.example.com', '_gateway-orchestrator.shop.example.com'],
    ['*.example.com', '_gateway-orchestrator._wildcard.example.com'],
    ['_v.shop.example.com', '_gateway-orchestrator._v.shop.example.com']
  ] as const)
    t.equal(ownershipName(name), expected)
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.stringMatching(/^[",=\\%+ \n;]{0,20}$/),
  fc.constantFrom(
    '',
    ',cluster=evil',
    '",cluster=evil,"',
    'a"b',
    '\\"',
    '%2C',
    '\\052',
    'x'.repeat(600)
  )
)
const anyOwner = fc.record(
  {
    cluster: anyText,
    claim: anyText,
    uid: anyText,
    recordTypes: fc.array(fc.constantFrom('A', 'AAAA', 'CNAME', 'T+X', 'a,b'), { maxLength: 3 }),
    target: anyText,
    revision: fc.nat()
  },
  { requiredKeys: ['cluster', 'recordTypes', 'target', 'revision'] }
)

t.test('whatever is written is read back, and nothing of it becomes another field', async t => {
  fc.assert(
    fc.property(anyOwner, given => {
      const owner = JSON.parse(JSON.stringify(given).toWellFormed()) as Ownership
      const read = readOwnership(ownershipRecord('shop.example.com', owner))
      return t.strictSame(read, owner)
    }),
    { numRuns: 300 }
  )
})

t.test('each character string has at most 255 octets, and none that needs an escape', async t => {
  fc.assert(
    fc.property(anyOwner, owner => {
      const [value = ''] = ownershipRecord('shop.example.com', owner).values ?? []
      return /^("[!#-[\]-~]{1,255}" ?)+$/.test(value)
    })
  )
  t.pass()
})

t.test('records that are none of ours, or none that we wrote', async t => {
  const valid = 'heritage=gateway-orchestrator,cluster=c,types=A,target=t,revision=1'
  t.ok(readOwnership(txt(`"${valid}"`)), 'the text itself is valid')
  t.ok(readOwnership(txt(`"${valid},new=field"`)), 'a later version may add fields')
  for (const [given, record] of [
    ['nothing', undefined],
    ['another type', { ...txt(`"${valid}"`), type: 'SPF' }],
    ['two values', txt('', { values: [`"${valid}"`, '"x"'] })],
    ['no value', txt('', { values: [] })],
    ['an alias', { name: 'a', type: 'TXT' }],
    ['a weighted one', txt(`"${valid}"`, { setIdentifier: 'one' })],
    [
      "external-dns'",
      txt('"heritage=external-dns,external-dns/owner=c,external-dns/resource=ingress/a/b"')
    ],
    ['a mail policy', txt('"v=spf1 -all"')],
    ['empty', txt('""')],
    ['not quoted', txt(valid)],
    ['no heritage', txt(`"${valid.replace('heritage=gateway-orchestrator,', '')}"`)],
    ['no cluster', txt(`"${valid.replace('cluster=c,', '')}"`)],
    ['no revision', txt(`"${valid.replace(',revision=1', '')}"`)],
    ['an empty revision', txt(`"${valid.replace('revision=1', 'revision=')}"`)],
    ['a revision that is no number', txt(`"${valid.replace('revision=1', 'revision=0x1')}"`)],
    ['a fraction', txt(`"${valid.replace('revision=1', 'revision=1.5')}"`)],
    [
      'a revision beyond counting',
      txt(`"${valid.replace('revision=1', `revision=${'9'.repeat(20)}`)}"`)
    ],
    ['a field twice', txt(`"${valid},cluster=evil"`)],
    ['a broken escape', txt(`"${valid.replace('target=t', 'target=%E0')}"`)]
  ] as const)
    t.equal(readOwnership(record), undefined, given)
})
