import t from 'tap'
import { reasons } from '../../../../hooks/conditions/reasons.ts'
import { typeFor } from '../../../../hooks/events/decide/worth-telling.ts'

/** Waits that last for moments: nobody would act on an event about them. */
const moments = [
  ...['Ready', 'Done', 'Accepted', 'GatewaysReady', 'CapacityAvailable', 'RouteAccepted'],
  ...['WaitingForPool', 'WaitingForEarlierStep', 'RoutePending'],
  ...['RequestingCertificate', 'WaitingForACM', 'CreatingValidationRecord'],
  ...['CertificateNotIssued', 'GatewayHasNoAddress', 'CreatingAlias', 'MovingAlias'],
  ...['AliasPending', 'AWSThrottled', 'AWSUnavailable']
]

t.test('each reason of the catalogue is told, or is a moment', async t => {
  for (const [reason, { stalls }] of Object.entries(reasons)) {
    const type = typeFor(reason)
    t.equal(type === undefined, moments.includes(reason), reason)
    if (stalls) t.equal(type, 'Warning', `${reason} waits for a person`)
  }
})

t.test('what has gone is a warning although the hooks make it again', async t => {
  t.equal(typeFor('CertificateGone'), 'Warning')
  t.equal(typeFor('CertificateExpired'), 'Warning')
  t.equal(typeFor('ValidationPending'), 'Normal')
  t.equal(typeFor('OfAnotherVersion'), undefined)
})
