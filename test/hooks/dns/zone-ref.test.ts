import t from 'tap'
import { describeZone, zoneKey } from '../../../hooks/dns/zone-ref.ts'

t.test('zones of the same id in other accounts have keys of their own', async t => {
  const keys = [{ id: 'Z1' }, { id: 'Z1', account: '1' }, { id: 'Z1', account: '2' }].map(zoneKey)
  t.strictSame(new Set(keys).size, 3)
  t.equal(zoneKey({ id: 'Z1', account: '1' }), zoneKey({ account: '1', id: 'Z1' }))
})

t.test('messages name the account of a zone that is not ours', async t => {
  t.equal(describeZone({ id: 'Z1' }), 'hosted zone Z1')
  t.equal(
    describeZone({ id: 'Z1', account: '210987654321' }),
    'hosted zone Z1 of AWS account 210987654321'
  )
})
