import fc from 'fast-check'
import t from 'tap'
import { advise } from '../../../../hooks/conditions/advise.ts'
import { isReason, reasons } from '../../../../hooks/conditions/reasons.ts'
import { cut, longestNote, noteOf } from '../../../../hooks/events/decide/note.ts'

const nothing = reasons.Ready.todo
const asking = Object.entries(reasons).filter(([, { todo }]) => todo !== nothing)

for (const [reason, { todo }] of asking)
  t.test(`${reason}: the note has the next action of the catalogue`, async t => {
    if (!isReason(reason)) throw new Error(reason)
    for (const fact of ['the fact', 'ä'.repeat(2000), '']) {
      for (const message of [fact, advise(reason, fact)]) {
        const note = noteOf(reason, message)
        t.ok(note.includes(todo), note)
        t.equal(note.split(todo).length, 2, 'once')
        t.ok(Buffer.byteLength(note) <= longestNote, `${Buffer.byteLength(note)} bytes`)
      }
    }
  })

t.test('a reason that asks for nothing, or that the catalogue lacks, adds nothing', async t => {
  t.equal(noteOf('Ready', 'it works'), 'it works')
  t.equal(noteOf('OfAnotherVersion', 'what it said'), 'what it said')
})

t.test('advice in the middle of a message that fits is not said again', async t => {
  const { todo } = reasons.PoolFull
  const message = `no room. ${todo} Another problem`
  t.equal(noteOf('PoolFull', message), message)
})

t.test('cut: never more bytes, never half a character, and the text itself if it fits', async t => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 3, max: 90 }),
      (text, bytes) => {
        const short = cut(text, bytes)
        return (
          Buffer.byteLength(short) <= bytes &&
          !short.includes('\uFFFD') &&
          (short === text || text.startsWith(short.slice(0, -1)))
        )
      }
    )
  )
  t.equal(cut('abcdef', 6), 'abcdef')
  t.equal(cut('abcdefg', 6), 'abc…')
})
