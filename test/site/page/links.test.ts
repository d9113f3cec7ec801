import t from 'tap'
import { linkedFiles, withSiteLinks } from '../../../site/page/links.ts'

for (const [from, link, to] of [
  ['docs/README.md', 'quick-start.md', 'quick-start/'],
  ['docs/README.md', 'quick-start.md#the-role', 'quick-start/#the-role'],
  ['docs/runbook.md', 'doctor.md', '../doctor/'],
  ['docs/runbook.md', 'README.md', '../'],
  ['docs/runbook.md', '#upgrade', '#upgrade'],
  ['docs/runbook.md', 'runbook.md#upgrade', './#upgrade'],
  ['docs/tasks/upgrade.md', '../runbook.md#where-to-look', '../../runbook/#where-to-look'],
  ['docs/tasks/upgrade.md', 'uninstall.md', '../uninstall/'],
  ['docs/runbook.md', 'decisions/README.md', '../decisions/'],
  ['docs/runbook.md', 'decisions', '../decisions/'],
  ['docs/runbook.md', '../CHANGELOG.md#added', '../changelog/#added'],
  ['SECURITY.md', 'docs/decisions/15-deletion-brake.md', '../decisions/15-deletion-brake/'],
  ['docs/gitops.md', '../examples/02-pool.yaml', '../files/examples/02-pool.yaml'],
  ['docs/tasks/a.md', '../../LICENSE', '../../files/LICENSE'],
  ['docs/gitops.md', 'https://example.com/a.md', 'https://example.com/a.md']
] as const)
  t.test(`the link ${link} of ${from}`, async t => {
    t.equal(withSiteLinks(`See [it](${link}).`, from), `See [it](${to}).`)
  })

t.test('code is left as it is', async t => {
  for (const text of [
    'Write `[it](doctor.md)`.',
    'Write ``a ` [it](doctor.md)``.',
    '```md\n[it](doctor.md)\n```\n',
    '   ```md\n   [it](doctor.md)\n   ```\n',
    '````md\n```\n[it](doctor.md)\n```\n````\n'
  ])
    t.equal(withSiteLinks(text, 'docs/runbook.md'), text)
  const after = withSiteLinks('```\n```\n[it](doctor.md)', 'docs/runbook.md')
  t.match(after, '[it](../doctor/)', 'what follows code is changed again')
})

t.test('the files that a document links to are those that are no pages', async t => {
  const text =
    '[a](../examples/02-pool.yaml) [b](doctor.md) [c](#here) [d](../examples/02-pool.yaml#L3)'
  t.strictSame(linkedFiles(text, 'docs/runbook.md'), ['examples/02-pool.yaml'])
})
