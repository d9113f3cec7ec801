import Type, { type Static } from 'typebox'
import { labelPattern } from '../hostname/validity.ts'
import { certifiableRules, choice, rules, text, writtenZoneID } from './schema.ts'

const labelWord = '[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?'
const labelKey = `^([a-z0-9.-]{1,253}/)?${labelWord}$`
const labelValue = `^(${labelWord})?$`
const notALabel = 'no namespace can have such a label. Kubernetes allows as'

const labelSelector = Type.Object(
  {
    matchLabels: Type.Optional(
      Type.Record(Type.String(), text(63), {
        maxProperties: 16,
        ...rules(
          {
            rule: `self.all(key, key.matches('${labelKey}'))`,
            message: `${notALabel} keys: NAME or PREFIX/NAME, such as example.com/team`
          },
          {
            rule: `self.all(key, self[key].matches('${labelValue}'))`,
            message: `${notALabel} values: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.'`
          }
        ),
        description: 'Labels that a namespace must carry.'
      })
    ),
    matchExpressions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: text(316, { description: 'Key of the label.' }),
            operator: choice(['In', 'NotIn', 'Exists', 'DoesNotExist'], {
              description: 'How the value of the label is compared with values.'
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
            rule:
              "(self.operator in ['In', 'NotIn']) == " +
              '(has(self.values) && size(self.values) > 0)',
            message: 'In and NotIn need values. Exists and DoesNotExist cannot have values'
          })
        ),
        {
          maxItems: 16,
          description: 'Further conditions on labels. All of them must hold.',
          'x-kubernetes-list-type': 'atomic'
        }
      )
    )
  },
  { description: 'Selects namespaces by their labels. Only with `from: Selector`.' }
)

/** One domain of a pool's allowlist. */
export const domain = Type.Object(
  {
    name: Type.String({
      minLength: 3,
      maxLength: 253,
      ...rules(
        {
          rule: `self.matches('^(${labelPattern}[.])+${labelPattern}$')`,
          message:
            'a domain is a DNS name of at least two labels, such as apps.example.com: in lower ' +
            "case, without '*.' in front (wildcardHostnames allows wildcards) and without a dot " +
            'at the end'
        },
        {
          rule: "!self.matches('[.]([0-9]+|invalid)$')",
          message: 'a domain has to be public: its last label is neither a number nor invalid'
        },
        ...certifiableRules
      ),
      description:
        'The DNS suffix of the hostnames. If a hostname is below several domains, the longest ' +
        'domain applies.'
    }),
    hostedZoneID: writtenZoneID({ description: 'Route 53 hosted zone for the alias records.' }),
    validationZoneID: Type.Optional(
      writtenZoneID({
        description:
          "Public hosted zone for ACM's validation records. Needed if hostedZoneID is private."
      })
    ),
    namespaces: Type.Object(
      {
        from: choice(['All', 'Selector'], {
          description: 'All namespaces, or the namespaces that match the selector.'
        }),
        selector: Type.Optional(labelSelector)
      },
      {
        description:
          'Which namespaces may request hostnames of this domain. There is no default. Requests ' +
          'to other pools are bound by it too: no other namespace gets a hostname in this domain ' +
          'or a wildcard above it.',
        ...rules({
          rule: "(self.from == 'Selector') == has(self.selector)",
          message: 'from: Selector needs a selector, and from: All cannot have one'
        })
      }
    ),
    apexHostname: choice(['Forbid', 'Allow'], {
      default: 'Forbid',
      description: 'Whether the domain itself (such as example.com) may be requested.'
    }),
    wildcardHostnames: choice(['Forbid', 'Allow'], {
      default: 'Forbid',
      description:
        'Whether wildcards (such as *.example.com) may be requested. A certificate for a ' +
        'wildcard covers exactly one more label.'
    }),
    nestedHostnames: choice(['Allow', 'SameNamespace'], {
      default: 'Allow',
      description:
        'Whether a hostname may be below or above a hostname of another namespace, such as ' +
        'x.shop.example.com below shop.example.com: browsers share cookies between the two. With ' +
        'SameNamespace the older hostname stays, and the younger is refused. All hostnames are ' +
        'below the domain itself: a namespace that holds it (apexHostname) keeps all others out.'
    }),
    maxHostnamesPerNamespace: Type.Integer({
      default: 50,
      minimum: 0,
      maximum: 10000,
      description:
        'How many hostnames of this domain one namespace may hold. Released hostnames count too.'
    })
  },
  { description: 'One domain, and the namespaces that may have hostnames in it.' }
)

export type PoolDomain = Static<typeof domain>
export type LabelSelector = Static<typeof labelSelector>
