/**
 * How long (ms) ACM's answers may lag behind a request or a deletion. The API reference speaks of
 * "several seconds" until a new certificate can be described, and gives no figure for listings. A
 * minute is patience that costs little
 * (https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html).
 */
export const acmLagMs = 60_000
