import Type, { type Static } from 'typebox'
import { label } from '../hostname/validity.ts'
import { choice, rules, text, zoneID } from './schema.ts'

const labelSelector = Type.Object(
  {
    matchLabels: Type.Optional(
      Type.Record(Type.String(), text(63), {
        maxProperties: 16,
        description: 'Labels that a namespace must carry.'
      })
    ),
    matchExpressions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: text(316, { description: 'Key of the label.' }),
            operator: choice(['In', 'NotIn', 'Exists', 'DoesNotExist'], {
              description: 'How its value compares with values.'
            }),
            values: Type.Optional(
              Type.Array(text(63), {
                maxItems: 32,
                description: 'Values for In and NotIn.',
                'x-kubernetes-list-type': 'atomic'
              })
            )
          },
          rules({
            rule: "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
            message: 'In and NotIn need values; Exists and DoesNotExist take none'
          })
        ),
        {
          maxItems: 16,
          description: 'Further conditions on labels; all must hold.',
          'x-kubernetes-list-type': 'atomic'
        }
      )
    )
  },
  { description: 'Namespaces by their labels, where `from` is Selector.' }
)

/** One entry of a pool's allowlist. */
export const domain = Type.Object(
  {
    name: Type.String({
      minLength: 3,
      maxLength: 253,
      pattern: `^(${label}\\.)+${label}$`,
      description:
        'The suffix: hostnames below it may be asked for. Where several fit, the longest decides.'
    }),
    hostedZoneID: zoneID({ description: 'Route 53 hosted zone that takes the alias records.' }),
    validationZoneID: Type.Optional(
      zoneID({
        description:
          "Public hosted zone for ACM's validation records, where hostedZoneID is a private zone."
      })
    ),
    namespaces: Type.Object(
      {
        from: choice(['All', 'Selector'], {
          description: 'All namespaces, or those that the selector names.'
        }),
        selector: Type.Optional(labelSelector)
      },
      {
        description:
          'Which namespaces may ask for hostnames of this domain. There is no default: it has to be said.',
        ...rules({
          rule: "(self.from == 'Selector') == has(self.selector)",
          message: 'selector goes with from: Selector, and only with it'
        })
      }
    ),
    apexHostname: choice(['Forbid', 'Allow'], {
      default: 'Forbid',
      description: 'Whether the domain itself (example.com for example.com) may be asked for.'
    }),
    wildcardHostnames: choice(['Forbid', 'Allow'], {
      default: 'Forbid',
      description:
        'Whether wildcards (*.example.com) may be asked for; their certificate covers one label.'
    }),
    maxHostnamesPerNamespace: Type.Integer({
      default: 50,
      minimum: 0,
      maximum: 10000,
      description:
        'How many hostnames of this domain one namespace may hold; those being released count.'
    })
  },
  { description: 'One domain, and who may have hostnames in it.' }
)

export type PoolDomain = Static<typeof domain>
export type LabelSelector = Static<typeof labelSelector>
