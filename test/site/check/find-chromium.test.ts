import { chmodSync } from 'node:fs'
import t from 'tap'
import { findChromium } from '../../../site/check/find-chromium.ts'

t.test('the variable comes before the PATH', async t => {
  const folder = t.testdir({ 'google-chrome': '', chromium: '' })
  chmodSync(`${folder}/google-chrome`, 0o755)
  t.equal(findChromium({ CHROMIUM: '/opt/x', PATH: folder }), '/opt/x')
  t.equal(
    findChromium({ PATH: folder }),
    `${folder}/google-chrome`,
    'what is not executable is none'
  )
  t.equal(findChromium({ PATH: t.testdir({}) }), undefined)
})
