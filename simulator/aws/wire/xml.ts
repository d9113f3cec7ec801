import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import { type AwsError, awsError } from './errors.ts'
import type { WireResponse } from './message.ts'

/** The XML namespace of every Route 53 document. */
const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/'

/** Elements that may occur several times. */
const lists = new Set(['Change', 'ResourceRecord'])

/** `htmlEntities` also decodes numeric references, with which the SDK writes line separators. */
const parser = new XMLParser({
  parseTagValue: false,
  htmlEntities: true,
  isArray: name => lists.has(name)
})
const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressBooleanAttributes: false
})

/** The children of a parsed element, by name. A child with text only is a string. */
export type XmlNode = { readonly [name: string]: unknown }

/**
 * @param body - of a request
 * @param root - the name that its root element must have
 * @returns the root element; throws MalformedInput for another root element, or if it is not XML
 */
export function parseXml(body: string, root: string): XmlNode {
  const found = childOf(tryParse(body), root)
  if (found === undefined)
    throw awsError('MalformedInput', `The request body is not valid, expected ${root}`)
  return found
}

function tryParse(body: string): XmlNode {
  try {
    return parser.parse(body, true)
  } catch (cause) {
    throw awsError(
      'MalformedInput',
      `Invalid XML ; ${cause instanceof Error ? cause.message : 'unreadable'}`
    )
  }
}

/** A child element with children of its own. */
export function childOf(node: XmlNode, name: string): XmlNode | undefined {
  const child = node[name]
  return typeof child === 'object' && child !== null && !Array.isArray(child)
    ? (child as XmlNode)
    : undefined
}

/** The children of a list element, `<Changes><Change/><Change/></Changes>`. */
export function listOf(node: XmlNode, name: string, member: string): readonly XmlNode[] {
  const members = childOf(node, name)?.[member]
  return Array.isArray(members)
    ? members.filter(child => typeof child === 'object' && child !== null)
    : []
}

/** The text of a child element, `undefined` if there is no such child. */
export function textOf(node: XmlNode, name: string): string | undefined {
  const child = node[name]
  if (child === undefined || child === null || typeof child === 'object') return undefined
  return String(child)
}

/**
 * @param root - the name of the root element
 * @param content - its children; an array becomes a repeated element
 * @param status - of HTTP
 * @param headers - in addition to the content type
 */
export function xmlResponse(
  root: string,
  content: object,
  status = 200,
  headers: Readonly<Record<string, string>> = {}
): WireResponse {
  const body = builder.build({ [root]: { '@xmlns': namespace, ...content } })
  return {
    status,
    headers: { 'content-type': 'text/xml', ...headers },
    body: `<?xml version="1.0"?>\n${body}`
  }
}

/** @returns an error in Route 53's format */
export function xmlError(error: AwsError, requestID: string): WireResponse {
  const content = {
    Error: {
      Type: error.status < 500 ? 'Sender' : 'Receiver',
      Code: error.code,
      Message: error.message
    },
    RequestId: requestID
  }
  return xmlResponse('ErrorResponse', content, error.status)
}
