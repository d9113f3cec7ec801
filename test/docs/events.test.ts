import { readFileSync } from 'node:fs'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { isReason, reasons } from '../../hooks/conditions/reasons.ts'
import { ownReasons } from '../../hooks/events/decide/own-reasons.ts'
import { typeFor } from '../../hooks/events/decide/worth-telling.ts'

const text = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')

t.test('docs/events.md has the reasons of events as the hooks have them', async t => {
  const rows = [...text.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, reason, what]) => [
    reason,
    what
  ])
  t.strictSame(Object.fromEntries(rows.filter(([reason = '']) => reason in ownReasons)), ownReasons)
})

t.test('docs/events.md has the waits that are told', async t => {
  const [, sentence = ''] = /that can be stuck: (.*)\.\n/.exec(text) ?? []
  const named = [...sentence.matchAll(/`(\w+)`/g)].map(([, reason = '']) => reason)
  const told = Object.keys(reasons).filter(reason => typeFor(reason) === 'Normal')
  t.strictSame(named.toSorted(), told.toSorted())
  t.ok(named.every(isReason))
})

t.test('the role in docs/events.md is that of the chart', async t => {
  const [, yaml = ''] = /```yaml\n(apiVersion: rbac[\s\S]*?)```/.exec(text) ?? []
  const [role] = parseAllDocuments(yaml).map(document => document.toJS() as { rules: unknown })
  const chart = new URL('../../charts/gateway-orchestrator/templates/events.yaml', import.meta.url)
  const rules = /rules:\n([\s\S]*?)---/.exec(readFileSync(chart, 'utf8'))?.[1] ?? ''
  t.strictSame(role?.rules, parseAllDocuments(rules)[0]?.toJS())
})
