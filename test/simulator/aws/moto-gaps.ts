/** A known difference: the answers of both sides, and why the embedded AWS is right. */
export type Gap = { readonly embedded: unknown; readonly moto: unknown; readonly why: string }

const wording = 'moto refuses it too, in other words'
const fromIssues = 'the wording of AWS is known from public reports'

const outsideOf = (name: string) =>
  `RRSet with DNS name ${name} is not permitted in zone inside.test.`

/**
 * The known differences between moto 5.2 and AWS, by step. Some differences cannot be compared in
 * steps: moto issues certificates after a while without a look at DNS, deletes certificates that
 * are in use, never throttles, never answers PriorRequestNotComplete, and does not begin all zone
 * ids with Z.
 */
export const gaps: Readonly<Record<string, Gap>> = {
  'a caller reference is used twice': {
    embedded: /^HostedZoneAlreadyExists 409/,
    moto: true,
    why: 'moto does not remember caller references (API reference, CreateHostedZone)'
  },
  'the zone is found by name': {
    embedded: [['made.test.'], 'made.test.', 1],
    moto: [['made.test.'], 'made.test.', null],
    why: 'AWS returns MaxItems, moto does not'
  },
  'records are created, replaced and listed': {
    embedded: [[/./, /./, /./, /amazonaws\.com\.$/], false],
    moto: [[/./, /./, /./, /amazonaws\.com$/], false],
    why: 'AWS returns alias targets with a trailing dot'
  },
  'a wildcard is listed': {
    embedded: ['A \\052.star.test. 10.0.0.1'],
    moto: ['A *.star.test. 10.0.0.1'],
    why: 'AWS returns * as \\052 (developer guide, "DNS domain name format")'
  },
  'a record is created twice': {
    embedded: /^InvalidChangeBatch 400: .*already exists/,
    moto: 'accepted',
    why: 'moto compares the values, AWS name and type'
  },
  'a record that does not exist is deleted': {
    embedded: /^InvalidChangeBatch 400: .*but it was not found/,
    moto: /^InvalidInput 400/,
    why: fromIssues
  },
  'a record is deleted with another value': {
    embedded: /^InvalidChangeBatch 400: .*do not match the current values/,
    moto: /^InvalidInput 400/,
    why: fromIssues
  },
  'an alias is deleted with another target': {
    embedded: /^InvalidChangeBatch 400: .*do not match the current values/,
    moto: 'accepted',
    why: 'AWS needs the exact record'
  },
  'an alias in a zone of another region': {
    embedded: /^InvalidChangeBatch 400: .*does not lie within the target zone/,
    moto: 'accepted',
    why: "moto does not check the target's hosted zone"
  },
  'a CNAME beside an A': {
    embedded: /^InvalidChangeBatch 400: .*conflicts with other records/,
    moto: 'accepted',
    why: 'moto has no check'
  },
  'a CNAME at the apex': {
    embedded: /^InvalidChangeBatch 400: .*at apex/,
    moto: 'accepted',
    why: 'moto has no check'
  },
  'a name outside the zone': {
    embedded: `InvalidChangeBatch 400: [${outsideOf('a.outside.test.')}]`,
    moto: `InvalidChangeBatch 400: ${outsideOf('a.outside.test')}`,
    why: 'AWS returns a list of messages, and canonical names'
  },
  'a TXT without quotes': {
    embedded: /^InvalidChangeBatch 400: .*quotation marks/,
    moto: 'accepted',
    why: 'moto has no check'
  },
  'what a batch leaves that fails halfway': {
    embedded: [],
    moto: ['A a.atomic.test. 10.0.0.1'],
    why: 'AWS applies a batch wholly or not at all'
  },
  'more than 1,000 records': {
    embedded: 'InvalidChangeBatch 400: [Number of records limit of 1000 exceeded.]',
    moto: 'InvalidChangeBatch 400: Number of records limit of 1000 exceeded.',
    why: 'AWS returns a list of messages'
  },
  'a change right after it was made': {
    embedded: 'PENDING',
    moto: 'INSYNC',
    why: 'with moto, changes take no time'
  },
  'a change that was never made': {
    embedded: /^NoSuchChange 404/,
    moto: 'accepted',
    why: 'moto does not remember changes'
  },
  'a zone with records is deleted': {
    embedded: /^HostedZoneNotEmpty 400/,
    moto: /^HostedZoneNotEmpty 400/,
    why: wording
  },
  'a token is used for another domain': {
    embedded: false,
    moto: true,
    why: 'a token holds only for the same parameters'
  },
  'a certificate is deleted': {
    embedded: /^ResourceNotFoundException 400/,
    moto: /^ResourceNotFoundException 400/,
    why: wording
  },
  'more than 50 tags': {
    embedded: /^TooManyTagsException 400/,
    moto: /^TooManyTagsException 400/,
    why: wording
  },
  'a tag of AWS': {
    embedded: /^InvalidTagException 400/,
    moto: /^ValidationException 400/,
    why: 'the API reference names InvalidTagException for it'
  },
  'a * in a tag': {
    embedded: /^ValidationException 400/,
    moto: 'ARN',
    why: "not in the pattern of ACM's service model"
  },
  'a domain of 65 octets': {
    embedded: /^InvalidDomainValidationOptionsException 400/,
    moto: /^\w+ 500/,
    why: 'moto fails when it makes the certificate'
  },
  'a domain that is none': {
    embedded: /^ValidationException 400/,
    moto: 'ARN',
    why: 'moto has no check'
  }
}
