import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aRequest } from '../helpers/flow-objects.ts'
import { aPoolWith } from '../metacontroller/refused-input.ts'

/** The namespace of the requests. */
export const team = 'policy-test'

/** An object, and the words with which the policy refuses it; `undefined` if it is accepted. */
export type PolicyCase = { given: string; object: KubeObject; says: string | undefined }

function request(hostname: string, annotations: Record<string, string> = {}, namespace = team) {
  const made = aRequest(namespace, 'shop', hostname)
  return { ...made, metadata: { ...made.metadata, annotations } } as KubeObject
}

function hostnames(...cases: readonly (readonly [hostname: string, says?: string])[]) {
  return cases.map(([hostname, says]) => ({ given: hostname, object: request(hostname), says }))
}

function ofPlatform(hostname: string): PolicyCase {
  const given = `${hostname} of the platform team`
  return { given, object: request(hostname, {}, 'platform'), says: undefined }
}

function attribute(key: string, says?: string): PolicyCase {
  const object = aPoolWith({}, {}, { attributes: [{ key, value: 'true' }] }) as KubeObject
  return { given: key, object, says }
}

const tickets = 'a hostname needs a ticket'

/** For each file of `examples/policies/`, good and bad objects. */
export const policyCases: { readonly [file: string]: readonly PolicyCase[] } = {
  'reserved-labels.yaml': [
    ...hostnames(
      ['shop.apps.example.com'],
      ['shop.mail.example.com'],
      ['www2.apps.example.com'],
      ['*.apps.example.com'],
      ['www.apps.example.com', 'hostnames that begin with www are reserved'],
      ['ns1.example.com', 'hostnames that begin with ns1 are reserved'],
      ['mta-sts.example.com', 'hostnames that begin with mta-sts are reserved'],
      ['*.autoconfig.example.com', 'hostnames that begin with autoconfig are reserved']
    ),
    ofPlatform('www.apps.example.com')
  ],
  'namespace-prefix.yaml': [
    ...hostnames(
      [`${team}.apps.example.com`],
      [`${team}-api.apps.example.com`],
      [`*.${team}.apps.example.com`],
      ['shop.apps.example.com', `begin with its name: ${team}. or ${team}-`],
      [`${team}s.apps.example.com`, `begin with its name: ${team}. or ${team}-`],
      [`shop.${team}.example.com`, `begin with its name: ${team}. or ${team}-`]
    ),
    ofPlatform('shop.apps.example.com')
  ],
  'no-punycode.yaml': hostnames(
    ['shop.apps.example.com'],
    ['axn--b.apps.example.com'],
    ['xn--bcher-kva.apps.example.com', 'hostnames with other letters than a-z (xn--)'],
    ['*.shop.xn--bcher-kva.example.com', 'hostnames with other letters than a-z (xn--)']
  ),
  'ticket.yaml': ['WEB-123', '', 'please', 'web-123', 'WEB-123 and more', undefined].map(
    ticket => ({
      given: `ticket ${ticket}`,
      object: request(
        'shop.apps.example.com',
        ticket === undefined ? {} : { 'example.com/ticket': ticket }
      ),
      says: ticket === 'WEB-123' ? undefined : tickets
    })
  ),
  'known-attributes.yaml': [
    attribute('routing.http2.enabled'),
    attribute('zonal_shift.config.enabled'),
    attribute(
      'rooting.http2.enabled',
      'does not know: rooting.http2.enabled. Check their spelling'
    ),
    { given: 'no attributes', object: aPoolWith({}) as KubeObject, says: undefined }
  ]
}

/** The namespaces of the objects. */
export const policyNamespaces = [aNamespace(team), aNamespace('platform')]
