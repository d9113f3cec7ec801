import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import { type AwsError, awsError } from './errors.ts'
import type { WireResponse } from './message.ts'

/** The XML namespace of every Route 53 document. */
const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/'

/**
 * The elements that can occur several times in their parent, and so are always parsed to a list.
 */
const lists = new Set(['Change', 'ResourceRecord'])

/**
 * The SDK writes line separators as numeric references, such as `&#10;`. With `htmlEntities`, the
 * parser decodes these too.
 */
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
 * @param body - the body of a request
 * @param root - the name that the root element must have
 * @returns the root element
 * @throws MalformedInput if the body is not XML or has another root element
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

/** The child element of this name if it has children itself; otherwise `undefined`. */
export function childOf(node: XmlNode, name: string): XmlNode | undefined {
  const child = node[name]
  return typeof child === 'object' && child !== null && !Array.isArray(child)
    ? (child as XmlNode)
    : undefined
}

/**
 * The members of a list: in `<Changes><Change/><Change/></Changes>`, the list `name` is Changes and
 * the `member` is Change.
 */
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
 * @param content - the children of the root element; an array becomes a repeated element
 * @param status - the HTTP status
 * @param headers - the headers in addition to the content type
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
