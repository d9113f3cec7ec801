import fc from 'fast-check'
import t from 'tap'
import { createExistingNames } from '../../../hooks/aws/existing-names.ts'

const name = fc
  .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 4 })
  .map(labels => [...labels, 'com'].join('.'))

t.test('counts are right after whatever changes', async t => {
  const changes = fc.array(fc.tuple(name, fc.boolean()))
  fc.assert(
    fc.property(fc.array(name), changes, name, (first, later, asked) => {
      const names = createExistingNames(first)
      const all = new Set(first)
      for (const [changed, hasRecords] of later) {
        names.note(changed, hasRecords)
        if (hasRecords) all.add(changed)
        else all.delete(changed)
      }
      const within = [...all].filter(at => at === asked || at.endsWith(`.${asked}`))
      return names.countWithin(asked) === within.length
    })
  )
  t.pass()
})
