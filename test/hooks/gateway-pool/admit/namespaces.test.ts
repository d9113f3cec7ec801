import t from 'tap'
import { inWords, selects } from '../../../../hooks/gateway-pool/admit/namespaces.ts'

const labels = { team: 'shop', stage: 'prod' }

for (const [given, selector, expected] of [
  ['nothing', {}, true],
  ['an equal label', { matchLabels: { team: 'shop' } }, true],
  ['another label', { matchLabels: { team: 'blog' } }, false],
  ['one of two', { matchLabels: { team: 'shop', stage: 'dev' } }, false],
  ['In', { matchExpressions: [{ key: 'team', operator: 'In', values: ['blog', 'shop'] }] }, true],
  ['In others', { matchExpressions: [{ key: 'team', operator: 'In', values: ['blog'] }] }, false],
  ['In nothing', { matchExpressions: [{ key: 'team', operator: 'In' }] }, false],
  ['NotIn', { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['blog'] }] }, true],
  [
    'NotIn itself',
    { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['shop'] }] },
    false
  ],
  [
    'NotIn without the label',
    { matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['shop'] }] },
    true
  ],
  ['Exists', { matchExpressions: [{ key: 'team', operator: 'Exists' }] }, true],
  ['Exists, but not', { matchExpressions: [{ key: 'x', operator: 'Exists' }] }, false],
  ['DoesNotExist', { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }, true],
  [
    'DoesNotExist, but does',
    { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
    false
  ]
] as const) {
  t.test(given, async t => {
    const copy = structuredClone(selector) as Parameters<typeof selects>[0]
    t.equal(selects(copy, labels), expected)
  })
}

t.test('labels that are none', async t => {
  for (const labels of [undefined, null, 7, 'x'])
    t.notOk(selects({ matchLabels: { team: 'shop' } }, labels))
})

t.test('in words', async t => {
  const key = 'team'
  t.equal(
    inWords({
      matchLabels: { team: 'shop' },
      matchExpressions: [{ key: 'x', operator: 'Exists' }]
    }),
    'team=shop, x Exists'
  )
  t.equal(
    inWords({ matchExpressions: [{ key, operator: 'In', values: ['a', 'b'] }] }),
    'team In (a, b)'
  )
  t.equal(inWords(undefined), 'none')
})

t.test('what every object inherits is no label', async t => {
  for (const key of ['constructor', '__proto__', 'toString']) {
    t.notOk(selects({ matchExpressions: [{ key, operator: 'Exists' }] }, {}), key)
    t.ok(selects({ matchExpressions: [{ key, operator: 'DoesNotExist' }] }, { team: 'shop' }), key)
    t.ok(
      selects({ matchLabels: JSON.parse(`{"${key}":"x"}`) }, JSON.parse(`{"${key}":"x"}`)),
      `${key}, if it is there`
    )
  }
})
