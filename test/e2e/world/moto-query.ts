import { XMLParser } from 'fast-xml-parser'
import { region } from './install.ts'

/** The services whose APIs are of the query protocol, each with the version of its API. */
const versions = { ec2: '2016-11-15', elasticloadbalancing: '2015-12-01' } as const

/**
 * Calls an API of moto. @returns the elements of the answer, without its envelope
 * @throws if moto answers with an error
 */
export type Query = (
  service: keyof typeof versions,
  action: string,
  fields?: Readonly<Record<string, string>>
) => Promise<Element>

/** An element of XML by the names of its children. Lists are `member` or `item`. */
export type Element = { readonly [name: string]: unknown }

const lists = new Set(['member', 'item'])
const parser = new XMLParser({ parseTagValue: false, isArray: name => lists.has(name) })

/**
 * Makes a client for EC2 and Elastic Load Balancing of moto. moto reads service and region from the
 * Authorization header, and checks no signature.
 */
export function createQuery(motoURL: string): Query {
  return async (service, action, fields = {}) => {
    const scope = `test/20260101/${region}/${service}/aws4_request`
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`
    const body = new URLSearchParams({ Action: action, Version: versions[service], ...fields })
    const answer = await fetch(motoURL, { method: 'POST', headers: { authorization }, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`moto refuses ${action}: ${text}`)
    const response = child(parser.parse(text), `${action}Response`)
    return service === 'ec2' ? response : child(response, `${action}Result`)
  }
}

/** A child element; an empty one if there is none. */
export function child(element: Element, name: string): Element {
  const found = element[name]
  return typeof found === 'object' && found !== null ? (found as Element) : {}
}

/** The entries of a child element that is a list. */
export function listOf(element: Element, name: string): readonly Element[] {
  const { member, item } = child(element, name)
  const found = member ?? item
  return Array.isArray(found) ? found : []
}

/** The text of a child element; empty if there is none. */
export function textOf(element: Element, name: string): string {
  return String(element[name] ?? '')
}
