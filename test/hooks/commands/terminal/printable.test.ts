import fc from 'fast-check'
import t from 'tap'
import { holdersText } from '../../../../hooks/commands/hostnames/holders.ts'
import { treeText } from '../../../../hooks/commands/hostnames/tree.ts'
import { orphansText } from '../../../../hooks/commands/orphans/text.ts'
import { planText } from '../../../../hooks/commands/plan/text.ts'
import { screenOf } from '../../../../hooks/commands/terminal/screen.ts'
import { tableOf } from '../../../../hooks/commands/terminal/table.ts'
import { awaitedFor } from '../../../../hooks/conditions/awaited.ts'

const screen = screenOf({ write: () => undefined, isTTY: true }, {})
const hostile = fc.string({ unit: fc.constantFrom('a', '\x1B', '[2J', '\x9B', '\x7F', '\r', '\n') })

/** Control characters but the end of a line, beside the colours of picocolors. */
function controls(text: string): string[] {
  const plain = text.replaceAll(new RegExp(`${'\x1B'}\\[(?:[1-4]|22|3[0-9])m`, 'g'), '')
  return plain.match(/(?!\n)\p{Cc}/gu) ?? []
}

t.test('no text of an object reaches the terminal as a control character', async t => {
  const property = fc.property(hostile, hostile, (name, text) => {
    const advice = {
      reason: 'Invalid' as const,
      fact: text,
      todo: text,
      awaited: awaitedFor('Invalid')
    }
    const base = { request: name, hostname: name, pool: name, records: [text], concerns: [text] }
    const aws = { asked: false, says: [text] }
    const planned = { ...base, outcome: 'invalid', advice, aws } as const
    const orphan = { kind: 'claim', place: name, name, fact: text, todo: text } as const
    const places = { zones: [name], regions: [name], unread: [text] }
    const holders = { hostname: name, overlapping: [], waiting: [] }
    const tree = { kind: name, name, state: text, children: [] }
    return [
      planText({ hostnames: [planned], ignored: [name] }, screen),
      orphansText({ cluster: name, orphans: [orphan], ...places }, screen),
      holdersText(holders, screen, '2026-01-01T00:00:00Z'),
      treeText(tree, screen),
      tableOf(['A'], [[name]])
    ].every(shown => controls(shown).length === 0)
  })
  t.doesNotThrow(() => fc.assert(property))
})
