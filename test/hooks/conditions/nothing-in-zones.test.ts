import t from 'tap'
import { hasNothingInZones } from '../../../hooks/conditions/nothing-in-zones.ts'

function requested(status: string, reason: string) {
  const times = { message: '', lastTransitionTime: '2026-03-01T12:00:00Z' }
  return { conditions: [{ type: 'CertificateRequested', status, reason, ...times }] }
}

const looked = requested('False', 'ZoneNotFound')

for (const [given, spec, status, expected] of [
  ['looked at, and nothing there', {}, looked, true],
  ['a zone that cannot be read', {}, requested('Unknown', 'ZoneAccessDenied'), true],
  ['AWS could not be read', {}, requested('Unknown', 'AWSUnavailable'), false],
  ['a step that is done', {}, requested('True', 'Done'), false],
  ['never looked at, such as a restored claim', {}, undefined, false],
  ['no conditions', {}, { conditions: [] }, false],
  ['a certificate', {}, { ...looked, certificate: { attempts: 0 } }, false],
  ['an alias', {}, { ...looked, alias: {} }, false],
  ['a target', { target: {} }, looked, false],
  ['a status of another form', {}, 'odd', false]
] as const) {
  t.test(given, async t => {
    t.equal(hasNothingInZones({ spec, status }), expected)
  })
}
