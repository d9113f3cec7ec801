import t from 'tap'
import { haveSameStates } from '../../../../hooks/events/decide/same-states.ts'
import { conditionsOf, type Words } from '../conditions.ts'

function status(words: Readonly<Record<string, Words>>, message = 'm'): object {
  return { conditions: conditionsOf(words, message), more: message }
}

const one = { Ready: 'True Ready', Accepted: 'True Accepted' } as const

t.test('the states of conditions count, and nothing else of a status', async t => {
  for (const [a, b, expected] of [
    [status(one), status(one, 'another message'), true],
    [undefined, undefined, true],
    [{}, undefined, true],
    [status(one), undefined, false],
    [status(one), { conditions: 'x' }, false],
    [status(one), { conditions: [null, 1] }, false],
    [status(one), status({ ...one, Ready: 'False Ready' }), false],
    [status(one), status({ ...one, Ready: 'True Other' }), false],
    [status(one), status({ Ready: 'True Ready' }), false],
    [status(one), status({ Stalled: 'True Ready', Accepted: 'True Accepted' }), false]
  ] as const) {
    t.equal(haveSameStates(a, b), expected, `${JSON.stringify(a)} ${JSON.stringify(b)}`)
    t.equal(haveSameStates(b, a), expected)
  }
})
