/**
 * How many certificates ACM lets an account request in one region within 365 days, unless AWS has
 * raised this quota for the account
 * (https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html).
 */
export const defaultCertificatesPerYear = 5000
