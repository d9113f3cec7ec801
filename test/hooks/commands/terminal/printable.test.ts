import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parse } from 'yaml'
import { reportText } from '../../../../hooks/commands/doctor/report.ts'
import { announcement, progressLines, refusal } from '../../../../hooks/commands/drain/words.ts'
import type { Story } from '../../../../hooks/commands/explain/story.ts'
import { storyText } from '../../../../hooks/commands/explain/text.ts'
import { watchStory } from '../../../../hooks/commands/explain/watch.ts'
import { holdersText } from '../../../../hooks/commands/hostnames/holders.ts'
import { treeText } from '../../../../hooks/commands/hostnames/tree.ts'
import { orphansText } from '../../../../hooks/commands/orphans/text.ts'
import { planText } from '../../../../hooks/commands/plan/text.ts'
import { cleanOutput } from '../../../../hooks/commands/terminal/clean-output.ts'
import { forPrograms } from '../../../../hooks/commands/terminal/formats.ts'
import { type Screen, screenOf } from '../../../../hooks/commands/terminal/screen.ts'
import { tableOf } from '../../../../hooks/commands/terminal/table.ts'
import { awaitedFor } from '../../../../hooks/conditions/awaited.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'

const terminal = { write: () => undefined, isTTY: true }
const screen = screenOf(terminal, {})
const parts = [
  'a',
  ' ',
  '\x1B',
  '[2J',
  '[8m',
  '[31m',
  ']0;',
  '\x07',
  '\x9B',
  '\x7F',
  '\r',
  '\u202E'
]
const hostile = fc.string({ unit: fc.constantFrom(...parts, '\n', '\t', '\x85') })
const colours = new RegExp(`${'\x1B'}\\[(?:[12]|22|3[0-79])m`, 'g')

/** Characters that steer a terminal, but ends of lines, beside the colours of picocolors. */
function controls(text: string): string[] {
  return text.replaceAll(colours, '').match(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu) ?? []
}

function storyOf(name: string, text: string): Story {
  const advice = { reason: name, fact: text, todo: text, awaited: 'ACM' as const }
  const step = { step: name, title: name, usualSeconds: 1, reason: name, at: text }
  return {
    ...{ hostname: name, request: name, pool: name, claim: name, gateway: name, url: name },
    state: 'Stuck',
    ...{ askedAt: text, since: text },
    steps: [
      { ...step, state: 'done' },
      { ...step, state: 'stuck' }
    ],
    next: advice,
    warnings: [advice],
    beside: [{ object: name, says: text }],
    unread: [{ what: name, isDenied: false, why: text }]
  }
}

/** Everything that renderers with colours make of texts. */
function coloured(name: string, text: string): string[] {
  const reason = 'Invalid' as const
  const advice = { reason, fact: text, todo: text, awaited: awaitedFor(reason) }
  const base = { request: name, hostname: name, pool: name, records: [text], concerns: [text] }
  const aws = { asked: false, says: [text] }
  const planned = { ...base, outcome: 'invalid', advice, aws } as const
  const orphan = { kind: 'claim', place: name, name, fact: text, todo: text } as const
  const places = { zones: [name], regions: [name], unread: [text] }
  const tree = { kind: name, name, state: text, children: [] }
  return [
    storyText(storyOf(name, text), screen, '2026-01-01T00:00:00Z'),
    planText({ hostnames: [planned], ignored: [name] }, screen),
    orphansText({ cluster: name, orphans: [orphan], ...places }, screen),
    holdersText({ hostname: name, overlapping: [], waiting: [] }, screen, '2026-01-01T00:00:00Z'),
    treeText(tree, screen),
    tableOf(['A'], [[name]])
  ]
}

t.test('no text of an object reaches the terminal as a control character', async t => {
  const property = fc.property(hostile, hostile, (name, text) =>
    coloured(name, text).every(shown => controls(shown).length === 0)
  )
  t.doesNotThrow(() => fc.assert(property))
})

/** What a watch writes of one story. */
async function watched(story: Story, onto: Screen): Promise<string> {
  let text = ''
  const write = (more: string) => {
    text += more
  }
  const { signal } = new AbortController()
  const tools = { clock: createVirtualClock(), screen: onto, write, signal }
  await watchStory({ ...tools, look: async () => story, eraseLines: () => undefined })
  return text
}

t.test('whatever a command writes, the terminal gets no control character', async t => {
  const property = fc.asyncProperty(hostile, hostile, fc.boolean(), async (name, text, isTTY) => {
    let shown = ''
    const write = (more: string) => {
      shown += more
    }
    const output = cleanOutput({ write, isTTY }, {})
    const object = { metadata: { name }, spec: { hostname: text, deletionPolicy: 'Retain' } }
    const left = { requests: [object], claims: [object], pools: [object] }
    const check = { name, message: text, todo: text }
    const plan = { delete: [], waits: new Map([[text, [name]]]) } as never
    const written = [
      text,
      `Error: ${name}: ${text}`,
      ...coloured(name, text),
      await watched(storyOf(name, text), screenOf(output, {})),
      announcement(name, left),
      ...progressLines(left, plan),
      refusal(left) ?? '',
      reportText(name, [{ ...check, result: 'failed' }], undefined),
      reportText(name, [{ ...check, result: 'passed' }], text)
    ]
    for (const each of written) output.write(each)
    const isClean = controls(shown.replaceAll('\t', '')).length === 0
    return isClean && (isTTY || !colours.test(shown))
  })
  await t.resolves(fc.assert(property))
})

t.test('JSON and YAML have the same values, and no control character', async t => {
  const property = fc.property(hostile, hostile, (name, text) => {
    const value = { [`a${name}`]: [text, { b: `${text}\n${name}` }] }
    const [json = '', yaml = ''] = ['json', 'yaml'].map(format => forPrograms(format, value))
    t.strictSame(JSON.parse(json), value)
    t.strictSame(parse(yaml), value)
    return controls(json).length === 0 && controls(yaml).length === 0
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('YAML keeps a line of spaces in a long text with control characters', async t => {
  const value = { a: `\x1B[2J${'x'.repeat(40)}\n \n` }
  t.strictSame(parse(forPrograms('yaml', value) ?? ''), value)
})

t.test('a message of many lines cannot look like another check', async t => {
  const message = 'it is bad\nok   hooks: all is well'
  const text = reportText('x', [{ name: 'pool', result: 'failed', message, todo: 'a\nb' }])
  t.strictSame(
    text.split('\n').filter(line => /^(?:ok|FAIL|\?)/.test(line)),
    ['FAIL pool: it is bad']
  )
})

t.test('commands write to what they are given, which is cleaned in one place', async t => {
  const paths = globSync('hooks/commands/**/*.ts')
  const direct = paths.filter(path =>
    /process\.std(?:out|err)|console\./.test(
      readFileSync(path, 'utf8').replaceAll('this.process.', '')
    )
  )
  t.strictSame(direct.sort(), ['hooks/commands/command-line.ts', 'hooks/commands/complete.ts'])
  for (const path of direct)
    for (const [use] of readFileSync(path, 'utf8').matchAll(/.*process\.std(?:out|err).*/g))
      t.match(use, /cleanOutput\(process\.std(?:out|err), env\)/)
})
