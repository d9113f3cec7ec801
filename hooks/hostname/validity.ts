import { domainToASCII, domainToUnicode } from 'node:url'

/** Pattern of one DNS label, without its limit of 63 characters. */
export const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** Pattern of a hostname: at least two labels joined by dots, with an optional `*.` in front. */
export const hostnamePattern = `^(\\*\\.)?(${labelPattern}\\.)+${labelPattern}$`

const legal = new RegExp(hostnamePattern)

/**
 * ACM takes domain names of at most 64 octets (RequestCertificate, DomainName). Since a hostname
 * has at least two labels, this also keeps each label within the 63 octets that DNS allows.
 */
const longestForACM = 64

/**
 * What is wrong with a hostname, and what would be right; `undefined` if it is valid. The CRD has
 * the same rules, but an object that was written under an older CRD was not checked by them.
 */
export function hostnameProblem(hostname: string): string | undefined {
  const { length } = hostname
  if (length > longestForACM) {
    const shortened = hostname.slice(0, 80)
    return `'${shortened}' has ${length} characters, but ACM takes at most ${longestForACM}`
  }
  if (hostname !== hostname.toLowerCase())
    return `'${hostname}' must be in lower case: '${hostname.toLowerCase()}'`
  if (!legal.test(hostname)) {
    const form = "labels of a-z, 0-9 and '-' joined by dots, with '*.' only in front"
    const ascii = domainToASCII(hostname)
    const instead = legal.test(ascii) ? ascii : 'shop.apps.example.com'
    return `'${hostname}' is not a hostname: use ${form}, such as ${instead}`
  }
  return problemOfLabels(hostname)
}

function problemOfLabels(hostname: string): string | undefined {
  const last = hostname.slice(hostname.lastIndexOf('.') + 1)
  if (/^[0-9]+$/.test(last))
    return `the last label of '${hostname}' is all digits: that would be an IP address`
  // RFC 2606 reserves `.invalid`. The listener that keeps port 443 open has a name below it.
  if (last === 'invalid') return `'${hostname}' ends in .invalid, which is not a public domain`
  return undefined
}

/**
 * A label that begins with `xn--` stands for a word with other letters than a-z (RFC 5890). All
 * other labels with hyphens as third and fourth character are reserved, and no public CA may
 * certify them (CA/Browser Forum, Baseline Requirements, 7.1.4.2).
 */
export const reservedLabelPattern = '(^|[.])([^x.].|x[^n.])--'

const reserved = new RegExp(reservedLabelPattern)

/**
 * Why no public CA may certify a hostname of valid form, and what would be right; `undefined` if
 * one may. This is not asked of claims, because a claim may be older than this rule.
 */
export function certificationProblem(hostname: string): string | undefined {
  if (reserved.test(hostname))
    return (
      `a label of '${hostname}' has '--' as its third and fourth character, and no CA may ` +
      'certify it: choose another label'
    )
  // The function leaves a label as it is if it does not stand for anything.
  const undecoded = domainToUnicode(hostname)
    .split('.')
    .find(label => label.startsWith('xn--'))
  if (undecoded === undefined) return undefined
  return (
    `'${undecoded}' of '${hostname}' is not the ASCII form of any word, and no CA may certify ` +
    'it: choose another label'
  )
}
