import t from 'tap'
import { createFixture } from './fixture.ts'

t.test('zones made by hand are delegated, whichever came first', async t => {
  const { aws } = createFixture()
  const child = aws.zones.create('apps.example.com')
  const parent = aws.zones.create('example.com')
  const grandchild = aws.zones.create('shop.apps.example.com')
  const hidden = aws.zones.create('apps.example.com', { private: true })
  const names = (id: string) => aws.zones.records(id).map(({ type, name }) => `${type} ${name}`)
  t.strictSame(names(parent.id), ['NS example.com.', 'SOA example.com.', 'NS apps.example.com.'])
  t.strictSame(names(child.id), [
    'NS apps.example.com.',
    'SOA apps.example.com.',
    'NS shop.apps.example.com.'
  ])
  t.strictSame(names(grandchild.id).length, 2)
  t.strictSame(names(hidden.id).length, 2)
})

t.test('the public DNS answers from the zone that is delegated to', async t => {
  const { aws } = createFixture()
  const parent = aws.zones.create('example.com', { id: 'ZPARENT' })
  const child = aws.zones.create('apps.example.com')
  const hidden = aws.zones.create('example.com', { private: true })
  for (const [id, address] of [
    [parent.id, '10.0.0.1'],
    [child.id, '10.0.0.2'],
    [hidden.id, '10.0.0.3']
  ] as const) {
    aws.zones.put(id, { name: 'a.apps.example.com', type: 'A', values: [address] })
  }
  t.strictSame(aws.zones.resolve('a.apps.example.com', 'A')?.values, ['10.0.0.2'])
  aws.zones.removeRecord(parent.id, 'apps.example.com', 'NS')
  t.strictSame(aws.zones.resolve('a.apps.example.com', 'A')?.values, ['10.0.0.1'])
  aws.zones.delegate(parent.id, 'apps.example.com')
  t.equal(aws.zones.resolve('a.apps.example.com', 'A'), undefined)
  t.equal(aws.zones.resolve('a.example.org', 'A'), undefined)
})

t.test('by hand no rule is broken either', async t => {
  const { aws } = createFixture()
  const { id } = aws.zones.create('example.com')
  t.throws(
    () => aws.zones.put(id, { name: 'example.com', type: 'CNAME', values: ['x.example.net'] }),
    {
      code: 'InvalidChangeBatch'
    }
  )
  t.throws(() => aws.zones.get('ZNONE'), { code: 'NoSuchHostedZone' })
})

t.test('a wildcard answers for names that do not exist, right below their parent', async t => {
  const { aws } = createFixture()
  const { id } = aws.zones.create('example.com')
  const put = (name: string, type: string, value: string) =>
    aws.zones.put(id, { name: `${name}.example.com`, type, values: [value] })
  put('*.apps', 'A', '192.0.2.1')
  put('*.shop.apps', 'TXT', '"x"')
  put('_x.web.apps', 'CNAME', 'y.example.net.')
  put('mx.apps', 'MX', '10 mail.example.net.')
  const answer = (name: string, type = 'A') =>
    aws.zones.resolve(`${name}.example.com`, type)?.values.join() ?? 'nothing'
  t.strictSame(answer('any.apps'), '192.0.2.1')
  t.strictSame(answer('a.b.c.apps'), '192.0.2.1', 'a wildcard covers several labels')
  t.strictSame(answer('any.apps', 'AAAA'), 'nothing')
  t.strictSame(answer('apps'), 'nothing', 'a wildcard does not answer for its own parent')
  t.strictSame(answer('web.apps'), 'nothing', 'an empty non-terminal exists')
  t.strictSame(answer('below.web.apps'), 'nothing', 'and so names below it are not covered')
  t.strictSame(answer('mx.apps'), 'nothing', 'a name with a record of another type exists')
  t.strictSame(answer('a.shop.apps'), 'nothing', 'a nearer wildcard hides the other')
  t.strictSame(answer('a.shop.apps', 'TXT'), '"x"')
  aws.zones.removeRecord(id, '_x.web.apps.example.com', 'CNAME')
  t.strictSame(answer('web.apps'), '192.0.2.1')
})
